import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bindingFaults } from "../../scripts/darwin/bindings/binding_faults.ts";
import { implementationFaults } from "../../scripts/darwin/bindings/implementation_faults.ts";
import {
  checkSelectors,
  declaredIn,
  HEADERS,
  type Material,
  material,
  treeOf,
} from "../../scripts/darwin/selectors.ts";

/** Downloads come first on a new machine. */
const SETUP_LIMIT_MS = 10 * 60_000;

const SYNTHESIZER = "AVFAudio/AVFAudio.h";
const AUDIO_UNIT = "AudioToolbox/AudioToolbox.h";
const AUDIO = "CoreAudio/CoreAudio.h";
const FOUNDATION = "Foundation/Foundation.h";

let made: Material;
beforeAll(async () => {
  made = await material();
}, SETUP_LIMIT_MS);

test("our declarations of Apple's frameworks are those of the public bindings, and each delegate's method has a caller", async () => {
  const { faults, sent } = await checkSelectors(made);
  expect(faults).toEqual([]);
  expect([...sent]).toContain("writeUtterance:toBufferCallback:");
  expect([...sent]).toContain("stopSpeakingAtBoundary:");
});

describe("a slip in a declaration is found:", () => {
  const folder = mkdtempSync(join(tmpdir(), "stream-tts-bun-headers-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each<[what: string, header: string, from: string, to: string, fault: string]>([
    ["a selector", SYNTHESIZER, "stopSpeakingAtBoundary:", "stopSpeakingAtWord:", "is not in the bindings"],
    [
      "an argument too many",
      SYNTHESIZER,
      "setRate:(float)rate",
      "setRate:(float)rate of:(int)n",
      "setRate:of:]",
    ],
    [
      "an argument's type",
      SYNTHESIZER,
      "setRate:(float)",
      "setRate:(double)",
      "is (f64)void here, and (f32)void",
    ],
    ["a result's type", FOUNDATION, "- (BOOL)runMode", "- (void)runMode", ")void here, and"],
    [
      "a delegate's method",
      SYNTHESIZER,
      "didFinishSpeechUtterance",
      "didEndSpeechUtterance",
      "not in the bindings",
    ],
    [
      "a class method taken for an instance's",
      SYNTHESIZER,
      "+ (NSArray *)speechVoices",
      "- (NSArray *)speechVoices",
      "-[",
    ],
    [
      "a class",
      SYNTHESIZER,
      "AVSpeechSynthesisVoice",
      "AVSpeechVoice",
      "AVSpeechVoice is not in the bindings",
    ],
    [
      "a superclass",
      SYNTHESIZER,
      "AVAudioPCMBuffer : AVAudioBuffer",
      "AVAudioPCMBuffer : NSObject",
      "superclass",
    ],
    [
      "a variable's name",
      SYNTHESIZER,
      "UtteranceDefaultSpeechRate",
      "UtteranceDefaultRate",
      "DefaultRate is not",
    ],
    [
      "a variable's type",
      SYNTHESIZER,
      "const float AVSpeech",
      "const double AVSpeech",
      "is f64 here, and f32",
    ],
    [
      "an enumeration's order",
      SYNTHESIZER,
      "AVSpeechBoundaryImmediate, ",
      "Before, AVSpeechBoundaryImmediate, ",
      "is 1 here",
    ],
    ["a four-character code", AUDIO, "0x6C69766E", "0x6C69766F", "kAudioDevicePropertyDeviceIsAlive is"],
    [
      "a negative code",
      AUDIO_UNIT,
      "-10863",
      "-10862",
      "kAudioUnitErr_CannotDoInCurrentContext is -10862 here",
    ],
    [
      "a function's argument",
      AUDIO_UNIT,
      "UInt32 inDataSize",
      "UInt64 inDataSize",
      "AudioUnitSetProperty is",
    ],
    [
      "a callback's argument",
      AUDIO_UNIT,
      "UInt32 inNumberFrames",
      "UInt64 inNumberFrames",
      "AURenderCallbackStruct",
    ],
    [
      "a block's argument",
      SYNTHESIZER,
      "(^AVSpeechSynthesizerBufferCallback)(AVAudioBuffer *",
      "(^AVSpeechSynthesizerBufferCallback)(NSString *",
      "block(object NSString)void",
    ],
    ["a struct's field", AUDIO, "Float64 mRateScalar", "Float32 mRateScalar", "AudioTimeStamp is"],
  ])("%s", async (_, header, from, to, fault) => {
    const headers = mkdtempSync(join(folder, "case-"));
    cpSync(HEADERS, headers, { recursive: true });
    const path = join(headers, header);
    const text = readFileSync(path, "utf8");
    expect(text).toContain(from);
    writeFileSync(path, text.replaceAll(from, to));
    const faults = bindingFaults(await declaredIn(headers, made.sources), made.bindings);
    expect(faults.join("\n")).toContain(fault);
  });
});

const DELEGATE = (method: string) => `
#import <AVFAudio/AVFAudio.h>
@interface Own : NSObject <AVSpeechSynthesizerDelegate>
- (void)helper;
@end
@implementation Own
- (void)speechSynthesizer:(AVSpeechSynthesizer *)s ${method}:(AVSpeechUtterance *)u { [self helper]; }
- (void)helper {}
@end
`;

test.each([
  ["didFinishSpeechUtterance", []],
  ["didEndSpeechUtterance", ["-[Own speechSynthesizer:didEndSpeechUtterance:] is never called"]],
])("a delegate that implements %s", async (method, faults) => {
  const tree = await treeOf(DELEGATE(method), made.sources);
  expect(implementationFaults([tree], await declaredIn(HEADERS, made.sources))).toEqual(faults);
});
