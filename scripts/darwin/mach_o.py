"""What arm64 Mach-O files say of themselves to a Mac's dynamic linker, as JSON by path: read, not judged.

    mach_o.py FILE…

scripts/darwin/mach_o.ts starts this with the packages of scripts/requirements-darwin.txt. The load commands are those of
<mach-o/loader.h>; LIEF reads imports from both of their encodings (LC_DYLD_INFO_ONLY and LC_DYLD_CHAINED_FIXUPS) alike.
"""

import ctypes
import json
import re
import sys

import lief

# Where a building machine keeps what it builds; /usr and /System are the user's own.
BUILDING = re.compile(rb"/(?:root|home|Users|tmp|work|build|private|opt|workspace|github|var/folders)/[\x21-\x7e]+")


def main():
    lief.logging.disable()
    print(json.dumps({path: about(path) for path in sys.argv[1:]}))


def about(path):
    fat = lief.MachO.parse(path)
    if fat is None or len(fat) != 1:
        raise SystemExit(f"{path} is not a Mach-O file for one kind of processor")
    binary = fat.at(0)
    with open(path, "rb") as file:
        content = file.read()
    version = binary.build_version if binary.has_build_version else None
    return {
        "processor": binary.header.cpu_type.name,
        "kind": binary.header.file_type.name,
        "flags": [flag.name for flag in binary.header.flags_list],
        "platform": None if version is None else version.platform.name,
        "minos": None if version is None else list(version.minos),
        "installName": next((l.name for l in binary.libraries if l.command == ID_DYLIB), None),
        "loads": [{"name": l.name, "how": l.command.name} for l in binary.libraries if l.command != ID_DYLIB],
        "rpaths": [rpath.path for rpath in binary.rpaths],
        "imports": imports(binary),
        "exports": sorted({export.symbol.name for export in exports(binary)}),
        "buildPaths": sorted({match.decode() for match in BUILDING.findall(content)}),
    }


def exports(binary):
    """What the dynamic linker finds, in either of two load commands; the symbol table need not say the same."""
    if binary.has_dyld_info:
        return binary.dyld_info.exports
    return binary.dyld_exports_trie.exports if binary.has_dyld_exports_trie else []


def imports(binary):
    """Each symbol with the library that it is looked up in, or else with the way it is searched for."""
    found = {(bind.symbol.name, *place(bind)) for bind in binary.bindings if bind.has_symbol}
    return [{"symbol": symbol, "library": library, "search": search} for symbol, library, search in sorted(found, key=str)]


def place(bind):
    if isinstance(bind, lief.MachO.DyldBindingInfo) and bind.binding_class == WEAK_CLASS:
        return None, "weak"
    if bind.has_library:
        return bind.library.name, "two-level"
    return None, SEARCHES.get(ctypes.c_int8(bind.library_ordinal & 0xFF).value, "unknown")


# BIND_SPECIAL_DYLIB_… of <mach-o/loader.h>: instead of the number of a library.
SEARCHES = {0: "self", -1: "main executable", -2: "flat", -3: "weak"}
WEAK_CLASS = lief.MachO.DyldBindingInfo.CLASS.WEAK
ID_DYLIB = lief.MachO.LoadCommand.TYPE.ID_DYLIB

if __name__ == "__main__":
    main()
