/** Record values as Route 53 takes and gives them, and as the zone holds them. */

/** What is wrong with one value, in Route 53's words; null when nothing is. */
export function valueProblem(type: string, value: string): string | null {
  const fatal = (problem: string) =>
    `Invalid Resource Record: 'FATAL problem: ${problem} encountered with '${value}''`;
  if (type === 'TXT' || type === 'SPF') {
    if (!/^"(?:[^"\\]|\\.)*"(?:\s+"(?:[^"\\]|\\.)*")*$/.test(value)) {
      return fatal('InvalidCharacterString (Value should be enclosed in quotation marks)');
    }
    // RFC 1035 section 3.3: a character string has at most 255 octets.
    const tooLong = strings(value).some((part) => Buffer.byteLength(part) > 255);
    return tooLong ? fatal('CharacterStringTooLong (Value is too long)') : null;
  }
  if (type === 'MX') {
    const fields = value.trim().split(/\s+/);
    if (fields.length !== 2) return fatal("MXRRDATANotTwoFields (MX record doesn't have 2 fields)");
    const preference = Number(fields[0]);
    const valid = /^\d+$/.test(fields[0] ?? '') && preference <= 65_535 && isHost(fields[1] ?? '');
    return valid ? null : fatal('MXRRDATAIllegalFormat (Value is not a valid MX record)');
  }
  if (type === 'CNAME' || type === 'NS') {
    return isHost(value) ? null : fatal('DomainNameInvalid (Value is not a valid domain name)');
  }
  return null;
}

function isHost(name: string): boolean {
  const labels = name.replace(/\.$/, '').split('.');
  return labels.every((label) => /^[A-Za-z0-9_*-]{1,63}$/.test(label));
}

function strings(value: string): readonly string[] {
  return [...value.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
    text.replace(/\\([0-3][0-7]{2})|\\(.)/g, (_all, octal?: string, char = '') =>
      octal === undefined ? char : String.fromCharCode(Number.parseInt(octal, 8)),
    ),
  );
}

/** To the form that the zone holds: TXT joined and unquoted, names without the final dot. */
export function heldValue(type: string, value: string): string {
  if (type === 'TXT' || type === 'SPF') return strings(value).join('');
  if (type === 'MX') return value.trim().split(/\s+/).join(' ').replace(/\.$/, '');
  if (type === 'CNAME' || type === 'NS') return value.replace(/\.$/, '');
  return value;
}

/** The other way: TXT in quoted strings of at most 255. */
export function writtenValue(type: string, value: string): string {
  if (type !== 'TXT' && type !== 'SPF') return value;
  const parts = value.match(/.{1,255}/gs) ?? [''];
  return parts.map((part) => `"${part.replace(/["\\]/g, '\\$&')}"`).join(' ');
}
