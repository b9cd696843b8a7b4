"""Tells pip what a source package is called without building anything.

pip cannot download a source package without asking its build backend for metadata. The real backend of pyopenjtalk
would install build tools and run CMake with a compiler, for an answer that already stands in PKG-INFO.
"""

import email
import os
import shutil


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    with open("PKG-INFO", encoding="utf-8") as file:
        about = email.message_from_file(file)
    folder = f"{about['Name'].replace('-', '_')}-{about['Version']}.dist-info"
    os.mkdir(os.path.join(metadata_directory, folder))
    shutil.copyfile("PKG-INFO", os.path.join(metadata_directory, folder, "METADATA"))
    return folder
