import { describe, expect, test } from "bun:test";
import { AppError } from "../../src/errors.ts";
import { Endpoint } from "../../src/translate/remote/endpoint.ts";

describe("the address of a server", () => {
  const bases: [string, string][] = [
    ["http://gpu-box:8080", "http://gpu-box:8080/v1/models"],
    ["http://gpu-box:8080/", "http://gpu-box:8080/v1/models"],
    ["http://gpu-box:8080/v1", "http://gpu-box:8080/v1/models"],
    ["http://gpu-box:8080/v1/", "http://gpu-box:8080/v1/models"],
    ["http://gpu-box:8080/v1/chat/completions", "http://gpu-box:8080/v1/models"],
    ["https://host/api/openai/v1", "https://host/api/openai/v1/models"],
    ["https://host/v1?version=3", "https://host/v1/models?version=3"],
    ["http://[::1]:8080", "http://[::1]:8080/v1/models"],
  ];
  test.each(bases)("%s: models at %s", (text, models) => {
    expect(Endpoint.parse(text, undefined).at("/models")).toBe(models);
  });

  test("shows neither credentials nor a query", () => {
    const endpoint = Endpoint.parse("http://user:pass%20word@host:1/v1?token=1", undefined);
    expect(endpoint.shown).toBe("http://host:1/v1");
    expect(endpoint.headers).toEqual({ authorization: `Basic ${btoa("user:pass word")}` });
    expect(endpoint.withoutSecrets("no: pass word")).toBe("no: …");
  });

  test("a key goes before a password", () => {
    const endpoint = Endpoint.parse("http://user:word@host", " sk-1 \n");
    expect(endpoint.headers).toEqual({ authorization: "Bearer sk-1" });
    expect(endpoint.withoutSecrets("wrong key sk-1")).toBe("wrong key …");
  });

  test.each(["", undefined])("no key is needed: %p", (key) => {
    expect(Endpoint.parse("http://host", key).headers).toEqual({});
  });

  const refused: [string, string | undefined][] = [
    ["gpu-box", undefined],
    ["localhost:8080", undefined],
    ["ftp://user:secret@host/", undefined],
    ["file:///v1", undefined],
    ["unix:/run/secret", undefined],
    ["http://", undefined],
    ["http://host", "two secret words"],
    ["http://host", "geheimnis-secret-ü"],
  ];
  test.each(refused)("%s is wrong usage, told without secrets", (text, key) => {
    let caught: unknown;
    try {
      Endpoint.parse(text, key);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(AppError);
    expect(caught).toMatchObject({ code: "USAGE" });
    if (caught instanceof AppError) expect(caught.what + caught.why + caught.fix).not.toContain("secret");
  });
});
