/** What a person does in the panel of the registrar. */

type Server = 0 | 1;
type Publish = (servers: readonly Server[], lines: readonly string[]) => Promise<void>;

/** Lines as in a master file; `@` is the domain, a name without a dot at its end is under it. */
export interface ZoneEditor {
  lines(): readonly string[];
  add(...lines: readonly string[]): Promise<void>;
  /** Removes the lines that match. */
  remove(pattern: RegExp): Promise<void>;
  /** Gives one of the two servers (0, 1) other records than the panel's; the panel's next change ends that. */
  only(server: Server, lines: readonly string[]): Promise<void>;
}

export function createZoneEditor(first: readonly string[], publish: Publish): ZoneEditor {
  let held = first;
  const save = async (lines: readonly string[]): Promise<void> => {
    await publish([0, 1], lines);
    held = lines;
  };
  return {
    lines: () => held,
    add: (...lines) => save([...held, ...lines]),
    remove: (pattern) => save(held.filter((line) => !pattern.test(line))),
    only: (server, lines) => publish([server], lines),
  };
}
