/** The named properties of an object, and no others. */
export function pick<Of extends object, Name extends keyof Of>(
  from: Of,
  names: readonly Name[],
): Pick<Of, Name> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<Of, Name>;
}
