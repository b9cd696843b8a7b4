/**
 * The architectures that our libllama knows (llama-arch.cpp, LLM_ARCH_NAMES; the library of the pinned release).
 * test/ffi/gguf_library.test.ts compares them with the names inside the library.
 */

const EMBEDDING = "it turns text into vectors and cannot write";
const DRAFT = "it only helps another model to guess ahead";
const DIFFUSION = "it writes by diffusion, all words at once, and not from left to right";
const SPEECH = "it makes sound and not text";

/** What cannot write text from left to right, and why. */
export const UNFIT: ReadonlyMap<string, string> = new Map([
  ["clip", "it is the part of another model that looks at images"],
  ...[
    "bert",
    "modern-bert",
    "nomic-bert",
    "nomic-bert-moe",
    "neo-bert",
    "jina-bert-v2",
    "jina-bert-v3",
    "eurobert",
    "gemma-embedding",
    "llama-embed",
    "t5encoder",
  ].map((name) => [name, EMBEDDING] as const),
  ["t5", "it reads with an encoder, and only models without one are supported"],
  ...["eagle3", "dflash", "gemma4-assistant"].map((name) => [name, DRAFT] as const),
  ...["dream", "llada", "llada-moe", "rnd1"].map((name) => [name, DIFFUSION] as const),
  ...["wavtokenizer-dec", "qwen3tts", "pockettts"].map((name) => [name, SPEECH] as const),
]);

/** What writes text from left to right. */
export const WRITERS: ReadonlySet<string> = new Set(
  [
    "llama llama4 deci falcon grok gpt2 gptj gptneox mpt baichuan starcoder refact bloom stablelm qwen qwen2 qwen2moe",
    "qwen2vl qwen3 qwen3moe qwen3next qwen3vl qwen3vlmoe qwen35 qwen35moe qwen4exp phi2 phi3 phimoe plamo plamo2",
    "plamo3 codeshell orion internlm2 minicpm minicpm3 gemma gemma2 gemma3 gemma3n gemma4 starcoder2 mamba mamba2",
    "jamba falcon-h1 xverse command-r cohere2 cohere2moe dbrx olmo olmo2 olmoe muse-glimmer openelm arctic deepseek",
    "deepseek2 deepseek2-ocr deepseek32 deepseek4 chatglm glm4 glm4moe glm-dsa bitnet jais jais2 nemotron nemotron_h",
    "nemotron_h_moe exaone exaone4 exaone-moe rwkv6 rwkv6qwen2 rwkv7 arwkv7 granite granitemoe granitehybrid",
    "graniteswitch granite_swa chameleon plm bailingmoe bailingmoe2 bailingmoe3 dots1 dots3note arcee afmoe laguna",
    "ernie4_5 ernie4_5-moe hunyuan-moe hunyuan-dense hunyuan_vl hy_v3 smollm3 gpt-oss lfm2 lfm2moe smallthinker",
    "seed_oss grovemoe apertus minimax-01 minimax-m2 minimax-m3 cogvlm pangu-embedded mistral3 mistral4 paddleocr",
    "mimo2 step35 maincoder kimi-linear kimi-k3 talkie mellum nanbeige",
  ].flatMap((line) => line.split(" ")),
);
