import { describe, expect, test } from "bun:test";
import { catalog, firstFile } from "../../../src/models/catalog.ts";
import { pullableNamed } from "../../../src/models/pull/pullable.ts";

describe("what can be pulled", () => {
  test.each(catalog().map((model) => [model.name, model] as const))(
    "%s: by its name, by its file's, and by its place on Hugging Face",
    (name, model) => {
      expect(pullableNamed(name)).toBe(model);
      expect(pullableNamed(name.toUpperCase())).toBe(model);
      expect(pullableNamed(firstFile(model).file)).toBe(model);
      for (const source of model.sources)
        if (source.kind === "hugging-face")
          expect(pullableNamed(`${source.repo}/${source.files?.[0] ?? firstFile(model).file}`)).toBe(model);
    },
  );

  test("a file of another repository keeps the name of that in its own", () => {
    expect(pullableNamed("Org/Name-GGUF/sub/F.gguf")).toEqual({
      name: "Org_Name-GGUF_sub_F",
      files: [{ file: "Org_Name-GGUF_sub_F.gguf" }],
      sources: [{ kind: "hugging-face", repo: "Org/Name-GGUF", revision: "main", files: ["sub/F.gguf"] }],
    });
  });

  test("any part of a split GGUF means all of them", () => {
    const { files, sources } = pullableNamed("O/N/F-00002-of-00003.gguf");
    expect(files.map(({ file }) => file)).toEqual([
      "O_N_F-00001-of-00003.gguf",
      "O_N_F-00002-of-00003.gguf",
      "O_N_F-00003-of-00003.gguf",
    ]);
    expect(sources[0]).toMatchObject({ files: expect.arrayContaining(["F-00003-of-00003.gguf"]) });
  });

  test("a name that is nearly right brings those that are near it", () => {
    expect(() => pullableNamed("qwen2.5-1.5b")).toThrow(/qwen2\.5-1\.5b-instruct-q4_k_m/);
    expect(() => pullableNamed("qwen2.5-1.5b")).toThrow(
      expect.objectContaining({ code: "USAGE", fix: expect.stringContaining("models list") }),
    );
  });

  test("a name that is like none brings all", () => {
    for (const { name } of catalog()) expect(() => pullableNamed("zzz")).toThrow(name);
  });

  test.each([
    "O/N/../../x.gguf",
    "O/N/x.bin",
    "O/N",
    "/etc/x.gguf",
    "O/N/x y.gguf",
    "O/N/x-00001-of-99999.ggu",
    "",
  ])("%p is no file of a repository", (word) => {
    expect(() => pullableNamed(word)).toThrow(expect.objectContaining({ code: "USAGE" }));
  });
});
