"""The methods of Foundation that the voice library sends, as far as it needs them."""

import re

METHODS = {}
PARENTS = {"NSMutableArray": "NSArray", "NSMutableString": "NSString"}


def method(mark, kind, selector):
    """Enters a function of the runtime, the receiver's object and its address as a method of one of Apple's classes."""

    def enter(function):
        METHODS[mark, kind, selector] = function
        return function

    return enter


@method("+", "NSObject", "class")
def class_itself(_runtime, _object, address):
    return address


@method("-", "NSObject", "init")
def init(_runtime, _object, address):
    return address


@method("-", "NSObject", "dealloc")
def dealloc(runtime, _object, address):
    runtime.free(address)


@method("-", "NSObject", "autorelease")
def autorelease(runtime, _object, address):
    runtime.pools[-1].append(address)
    return address


@method("-", "NSObject", "isKindOfClass:")
def is_kind_of_class(runtime, instance, _address):
    return runtime.classes[runtime.argument(0)] in runtime.lineage(instance.kind)


@method("-", "NSObject", "performSelectorOnMainThread:withObject:waitUntilDone:")
def perform_on_main_thread(runtime, _object, address):
    if runtime.argument(2) & 0xFF == 0:
        raise NotImplementedError("there is no other thread than the main one")
    return runtime.send(address, runtime.machine.text(runtime.argument(0)))


@method("+", "NSThread", "isMainThread")
def is_main_thread(_runtime, _object, _address):
    return True


@method("+", "NSString", "stringWithUTF8String:")
def string_with_utf8(runtime, _object, _address):
    return runtime.passing("NSString", runtime.machine.text(runtime.argument(0)))


@method("+", "NSString", "stringWithFormat:")
def string_with_format(runtime, _object, _address):
    return runtime.passing("NSString", formatted(runtime))


@method("+", "NSMutableString", "string")
def mutable_string(runtime, _object, _address):
    return runtime.passing("NSMutableString", "")


@method("-", "NSMutableString", "appendFormat:")
def append_format(runtime, instance, _address):
    instance.value += formatted(runtime)


def formatted(runtime):
    """A format's text, with its arguments where Apple's convention has those of a variable number: on the stack."""
    arguments = iter(range(1000))

    def argument(match):
        value = runtime.machine.variable_argument(next(arguments))
        return f"{runtime.text(value)}" if match[0] == "%@" else str(value)

    return re.sub(r"%@|%llu", argument, runtime.text(runtime.argument(0)))


@method("-", "NSString", "UTF8String")
def utf8_string(runtime, instance, _address):
    return runtime.machine.place(instance.value.encode() + b"\0")


METHODS["-", "NSString", "fileSystemRepresentation"] = utf8_string


@method("-", "NSString", "hasPrefix:")
def has_prefix(runtime, instance, _address):
    return instance.value.startswith(runtime.text(runtime.argument(0)))


@method("-", "NSString", "isEqualToString:")
def is_equal_to_string(runtime, instance, _address):
    return instance.value == runtime.text(runtime.argument(0))


@method("-", "NSString", "caseInsensitiveCompare:")
def case_insensitive_compare(runtime, instance, _address):
    one, other = instance.value.lower(), runtime.text(runtime.argument(0)).lower()
    return (one > other) - (one < other)


@method("-", "NSString", "length")
def length(_runtime, instance, _address):
    return len(instance.value.encode("utf-16-le")) // 2


@method("-", "NSString", "substringFromIndex:")
def substring_from_index(runtime, instance, _address):
    return runtime.passing("NSString", instance.value[runtime.argument(0) :])


@method("-", "NSString", "capitalizedString")
def capitalized_string(runtime, instance, _address):
    return runtime.passing("NSString", instance.value.title())


@method("-", "NSString", "rangeOfString:options:")
def range_of_string(runtime, instance, _address):
    wanted = runtime.text(runtime.argument(0))
    place = instance.value.lower().find(wanted.lower())
    # NSNotFound is the greatest whole number with a sign.
    return (2**63 - 1, 0) if place < 0 else (place, len(wanted))


@method("-", "NSString", "stringByAppendingPathComponent:")
def append_path_component(runtime, instance, _address):
    return runtime.passing("NSString", f"{instance.value.rstrip('/')}/{runtime.text(runtime.argument(0))}")


@method("+", "NSCharacterSet", "characterSetWithCharactersInString:")
def character_set(runtime, _object, _address):
    return runtime.passing("NSCharacterSet", runtime.text(runtime.argument(0)))


@method("-", "NSString", "componentsSeparatedByCharactersInSet:")
def components(runtime, instance, _address):
    marks = runtime.object(runtime.argument(0)).value
    parts = re.split(f"[{re.escape(marks)}]", instance.value)
    return runtime.passing("NSArray", [runtime.passing("NSString", part) for part in parts])


@method("-", "NSArray", "count")
def count(_runtime, instance, _address):
    return len(instance.value)


@method("-", "NSArray", "objectAtIndex:")
def object_at_index(runtime, instance, _address):
    return instance.value[runtime.argument(0)]


@method("-", "NSArray", "containsObject:")
def contains_object(runtime, instance, _address):
    """Of strings, which are equal by what they say."""
    return runtime.text(runtime.argument(0)) in [runtime.text(one) for one in instance.value]


@method("+", "NSMutableArray", "array")
def mutable_array(runtime, _object, _address):
    return runtime.passing("NSMutableArray", [])


@method("-", "NSMutableArray", "addObject:")
def add_object(runtime, instance, _address):
    instance.value.append(runtime.argument(0))


@method("-", "NSArray", "componentsJoinedByString:")
def join_components(runtime, instance, _address):
    return runtime.passing("NSString", runtime.text(runtime.argument(0)).join(map(runtime.text, instance.value)))


@method("+", "NSNumber", "numberWithDouble:")
def number_with_double(runtime, _object, _address):
    return runtime.passing("NSNumber", runtime.machine.floating(0))


@method("-", "NSNumber", "doubleValue")
def double_value(_runtime, instance, _address):
    return instance.value


@method("-", "NSDictionary", "objectForKey:")
def object_for_key(runtime, instance, _address):
    return instance.value.get(runtime.text(runtime.argument(0)), 0)


@method("+", "NSURL", "fileURLWithPath:")
def file_url(runtime, _object, _address):
    return runtime.passing("NSURL", runtime.text(runtime.argument(0)))


@method("+", "NSDate", "dateWithTimeIntervalSinceNow:")
def date_since_now(runtime, _object, _address):
    seconds = runtime.machine.floating(0)
    return runtime.passing("NSDate", runtime.system.now + int(seconds * 1e9))


@method("+", "NSTimer", "scheduledTimerWithTimeInterval:target:selector:userInfo:repeats:")
def scheduled_timer(runtime, _object, _address):
    return runtime.passing("NSTimer")


@method("+", "NSRunLoop", "currentRunLoop")
def current_run_loop(runtime, _object, _address):
    return runtime.passing("NSRunLoop")
