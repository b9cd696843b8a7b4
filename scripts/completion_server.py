"""llama.cpp's OpenAI-compatible server, for the tests of --translator.

    completion_server.py MODEL.gguf PORT

It listens on 127.0.0.1 until it is killed. The package xllamacpp holds llama-server as a library; scripts/setup/
completion_server.ts fetches it.
"""

import signal
import sys

import xllamacpp

model, port = sys.argv[1], int(sys.argv[2])
params = xllamacpp.CommonParams()
params.model.path = model
params.model_alias = {"qwen2.5-coder-0.5b"}
params.hostnames = ["127.0.0.1"]
params.port = port
params.n_ctx = 2048
params.n_parallel = 1
# One thread is slower on an idle machine, and much faster than threads that wait for each other on a busy one.
params.cpuparams.n_threads = 1
params.cpuparams_batch.n_threads = 1
params.warmup = False
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
signal.pause()
