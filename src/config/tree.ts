/** Where something stands in a file; both count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A value of a config file, TOML or JSON. */
export type ConfigValue = { readonly at: Position } & (
  | { readonly kind: "scalar"; readonly value: string | number | boolean }
  /** What no setting is: a date, a time, null. */
  | { readonly kind: "other"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly ConfigValue[] }
  | { readonly kind: "table"; readonly members: readonly ConfigMember[] }
);

export type ConfigTable = Extract<ConfigValue, { kind: "table" }>;

/** A name and its value; it stands where its name begins. */
export interface ConfigMember {
  readonly name: string;
  readonly at: Position;
  readonly value: ConfigValue;
}

/** Something in a config file that cannot be. */
export interface ConfigProblem {
  readonly at: Position;
  readonly what: string;
  readonly why: string;
}

/** What a reader of a format has found. */
export interface ReadTree {
  readonly table: ConfigTable;
  /** Where there are some, the table is of no use. */
  readonly problems: readonly ConfigProblem[];
}

export const START: Position = { line: 1, column: 1 };
export const EMPTY: ConfigTable = { kind: "table", at: START, members: [] };
