import { join } from "node:path";
import { run } from "../../../src/fetch/command.ts";
import { LIMIT_MS, MARK, type Offers, offersIn } from "./offer.ts";

const DRIVER = `source $argv[1]
for line in $argv[2..-1]
    echo ${MARK}
    complete -C $line
end`;

/** fish, asked by its own command. */
export const fishOffers: Offers = async (script, lines, folder) => {
  const path = join(folder.own, "completion");
  await Bun.write(path, script);
  const shell = ["fish", "--no-config", "-c", DRIVER, path, ...lines];
  return offersIn(await run(shell, LIMIT_MS, { cwd: folder.path, env: { HOME: folder.own } }));
};
