/** One argument of a command: a string (atom, quoted or literal) or a list in parentheses (RFC 3501, section 4). */
export type Argument = string | readonly Argument[];

export interface ImapCommand {
  readonly tag: string;
  /** Upper case. */
  readonly name: string;
  readonly args: readonly Argument[];
}

/** What is no command; the client gets `BAD` with these words. */
export class ImapSyntaxError extends Error {
  override readonly name = 'ImapSyntaxError';
  readonly tag: string;

  constructor(tag: string, message: string) {
    super(message);
    this.tag = tag;
  }
}

/** Octets of the literal that this line announces at its end, `{n}` or `{n+}`; null: none. */
export function announcedLiteral(line: string): number | null {
  const [, size] = /\{(\d{1,8})\+?\}$/.exec(line) ?? [];
  return size === undefined ? null : Number(size);
}

/**
 * Reads a whole command: its lines without CRLF, and after each but the last the literal that it announced.
 * Text is latin1, so that an octet is a character. Throws ImapSyntaxError.
 */
export function parseCommand(lines: readonly string[], literals: readonly string[]): ImapCommand {
  const [head = ''] = lines;
  const [, tag = '*', name = ''] = /^([^\s(){%*"\\+]+) ([A-Za-z]+)/.exec(head) ?? [];
  if (name === '') throw new ImapSyntaxError(tag, 'a tag and a command are expected');
  const reader = new Reader(tag, lines, literals, tag.length + 1 + name.length);
  return { tag, name: name.toUpperCase(), args: reader.all() };
}

class Reader {
  readonly #tag: string;
  readonly #lines: readonly string[];
  readonly #literals: readonly string[];
  #line = 0;
  #at: number;

  constructor(tag: string, lines: readonly string[], literals: readonly string[], at: number) {
    this.#tag = tag;
    this.#lines = lines;
    this.#literals = literals;
    this.#at = at;
  }

  all(): Argument[] {
    const found = this.#until(null);
    if (this.#rest() !== '') throw this.#bad('unexpected text at the end');
    return found;
  }

  #rest(): string {
    return (this.#lines[this.#line] ?? '').slice(this.#at);
  }

  #bad(message: string): ImapSyntaxError {
    return new ImapSyntaxError(this.#tag, message);
  }

  #until(end: string | null): Argument[] {
    const found: Argument[] = [];
    for (;;) {
      this.#at += /^ */.exec(this.#rest())?.[0].length ?? 0;
      const rest = this.#rest();
      if (end !== null && rest.startsWith(end)) {
        this.#at += 1;
        return found;
      }
      if (rest === '') {
        if (end !== null) throw this.#bad('a closing parenthesis is missing');
        return found;
      }
      found.push(this.#one(rest));
    }
  }

  #one(rest: string): Argument {
    if (rest.startsWith('(')) {
      this.#at += 1;
      return this.#until(')');
    }
    if (rest.startsWith('"')) return this.#quoted(rest);
    if (announcedLiteral(rest) !== null && rest.startsWith('{')) {
      const literal = this.#literals[this.#line] ?? '';
      this.#line += 1;
      this.#at = 0;
      return literal;
    }
    // `BODY[HEADER.FIELDS (To From)]<0.100>` is one atom here.
    const [atom] = /^(?:\[[^\]]*\]|[^\s()"[{])+/.exec(rest) ?? [];
    if (atom === undefined) throw this.#bad(`unexpected ${JSON.stringify(rest[0])}`);
    this.#at += atom.length;
    return atom;
  }

  #quoted(rest: string): string {
    const [whole, text] = /^"((?:[^"\\]|\\["\\])*)"/.exec(rest) ?? [];
    if (whole === undefined) throw this.#bad('a closing quote is missing');
    this.#at += whole.length;
    return (text ?? '').replace(/\\(["\\])/g, '$1');
  }
}

/** Whether a number is in a sequence set, `1:3,7,9:*`; `largest` is what `*` means. Null: it is no set. */
export function inSequenceSet(set: string, largest: number): ((number: number) => boolean) | null {
  if (!/^(?:\d+|\*)(?::(?:\d+|\*))?(?:,(?:\d+|\*)(?::(?:\d+|\*))?)*$/.test(set)) return null;
  const ranges = set.split(',').map((part) => {
    const [first = 0, last = first] = part
      .split(':')
      .map((each) => (each === '*' ? largest : Number(each)));
    return [Math.min(first, last), Math.max(first, last)] as const;
  });
  return (number) => ranges.some(([from, to]) => number >= from && number <= to);
}

/** A string as IMAP writes it: quoted, or a literal where it holds what a quoted string cannot. */
export function imapString(text: string): string {
  return /^[ !#-[\]-~]*$/.test(text) ? `"${text}"` : `{${text.length}}\r\n${text}`;
}
