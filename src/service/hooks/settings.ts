import { ownEntry, programIn } from "./hook_command.ts";
import { withElement, withMember, withoutItem, withValue } from "./json_edit.ts";
import { type ArrayPlace, type Member, type ObjectPlace, type Place, placesIn } from "./json_places.ts";

/** What is spoken, and what makes it silent. */
const EVENTS = [
  "UserPromptSubmit",
  "MessageDisplay",
  "Notification",
  "Stop",
  "SubagentStop",
  "SessionEnd",
] as const;

/** So long, in seconds, Claude Code waits for a service that hangs, and holds back what it is about to show. */
const TIMEOUT_S = 3;

/**
 * What an event gets. Not `async`: Claude Code starts hooks that it waits for one after another, so that deltas come in
 * order, while background ones overtake each other, are killed at the end of `claude -p`, and got an empty stdin in some
 * versions (anthropics/claude-code#38162).
 */
const groupOf = (command: string) => ({ hooks: [{ type: "command", command, timeout: TIMEOUT_S }] });

/**
 * The settings with our hooks in them, everything else byte for byte as it was. An entry of ours that runs the program
 * elsewhere is changed to run it here.
 *
 * @param text of a settings file of Claude Code
 * @param command as a shell reads it
 * @throws Error with the reason where the text is no JSON, or is laid out as no settings are
 */
export function withHooks(text: string, command: string): string {
  const hooks = hooksOf(text);
  if (hooks === null) {
    const all = Object.fromEntries(EVENTS.map((event) => [event, [groupOf(command)]]));
    return withMember(text, rootOf(text), "hooks", all);
  }
  return EVENTS.reduce((edited, event) => withHook(edited, event, command), text);
}

/**
 * The settings without our hooks, and without what is empty then; everything else byte for byte as it was.
 *
 * @throws as {@link withHooks}
 */
export function withoutHooks(text: string): string {
  let edited = text;
  for (;;) {
    const [found] = ownEntries(edited);
    if (found === undefined) return edited;
    edited = withoutEntry(edited, found);
  }
}

/**
 * The programs that our hooks in the settings run, each once, as they are written there.
 *
 * @throws as {@link withHooks}
 */
export function hookPrograms(text: string): string[] {
  return [...new Set(ownEntries(text).map(({ program }) => program))];
}

function withHook(text: string, event: string, command: string): string {
  const found = ownEntries(text).filter((entry) => entry.event.name === event);
  const [extra] = found.filter(({ hasArguments }, n) => hasArguments || n > 0);
  if (extra !== undefined) return withHook(withoutEntry(text, extra), event, command);
  const [own] = found;
  if (own !== undefined) return own.command === command ? text : withValue(text, own.commandPlace, command);
  const hooks = hooksOf(text);
  if (hooks === null) return withHooks(text, command);
  const groups = memberOf(hooks, event)?.place;
  return groups === undefined
    ? withMember(text, hooks, event, [groupOf(command)])
    : withElement(text, needed(groups, "array", `hooks.${event}`), groupOf(command));
}

/** An entry of ours, with all that it lies in. */
interface Own {
  readonly hooks: ObjectPlace;
  readonly event: Member;
  readonly groups: ArrayPlace;
  readonly group: Place;
  readonly entries: ArrayPlace;
  readonly entry: Place;
  readonly command: string;
  readonly program: string;
  readonly commandPlace: Place;
  readonly hasArguments: boolean;
}

function ownEntries(text: string): Own[] {
  const hooks = hooksOf(text);
  if (hooks === null) return [];
  const found: Own[] = [];
  for (const event of hooks.members) {
    const groups = event.place;
    if (groups.kind !== "array") continue;
    for (const group of groups.elements) {
      const entries = memberOf(group, "hooks")?.place;
      if (entries?.kind !== "array") continue;
      for (const entry of entries.elements) {
        const own = ownEntry(JSON.parse(text.slice(entry.start, entry.end)));
        const commandPlace = memberOf(entry, "command")?.place;
        if (own === null || commandPlace === undefined) continue;
        const { command, args } = own;
        found.push({
          hooks,
          event,
          groups,
          group,
          entries,
          entry,
          command,
          program: programIn(own),
          commandPlace,
          hasArguments: args !== undefined,
        });
      }
    }
  }
  return found;
}

/** Takes out an entry together with what would be empty without it. */
function withoutEntry(text: string, { hooks, event, groups, group, entries, entry }: Own): string {
  if (entries.elements.length > 1) return withoutItem(text, entries, entries.elements.indexOf(entry));
  if (groups.elements.length > 1) return withoutItem(text, groups, groups.elements.indexOf(group));
  if (hooks.members.length > 1) return withoutItem(text, hooks, hooks.members.indexOf(event));
  const root = rootOf(text);
  return withoutItem(
    text,
    root,
    root.members.findLastIndex(({ name }) => name === "hooks"),
  );
}

function rootOf(text: string): ObjectPlace {
  return needed(placesIn(text), "object", "the file");
}

function hooksOf(text: string): ObjectPlace | null {
  const hooks = memberOf(rootOf(text), "hooks");
  return hooks === undefined ? null : needed(hooks.place, "object", "hooks");
}

/** As a parser of JSON does, the last one of several of that name. */
function memberOf(place: Place, name: string): Member | undefined {
  return place.kind === "object" ? place.members.findLast((member) => member.name === name) : undefined;
}

function needed<Kind extends Place["kind"]>(
  place: Place,
  kind: Kind,
  what: string,
): Extract<Place, { kind: Kind }> {
  if (isOf(place, kind)) return place;
  throw new Error(`${what} is no ${kind}`);
}

function isOf<Kind extends Place["kind"]>(place: Place, kind: Kind): place is Extract<Place, { kind: Kind }> {
  return place.kind === kind;
}
