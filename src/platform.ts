/** What kind of machine this is, as Node calls operating system and processor: linux-x64. */
export const thisPlatform = `${process.platform}-${process.arch}`;
