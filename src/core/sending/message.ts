/** Test messages. Each carries a token by which a received copy is known again. */

/** SES removes every `X-SES-…` header (SES Developer Guide, header-fields), so the name must not begin so. */
export const TOKEN_HEADER = 'X-Migration-Token';
export const TEMPLATES = ['plain', 'html', 'invitation', 'code'] as const;
export type Template = (typeof TEMPLATES)[number];

export interface TestMessage {
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Paths a message can take: the SES API, SES SMTP, or the old provider's SMTP server. */
export const PATHS = ['api', 'smtp', 'old'] as const;
export type Path = (typeof PATHS)[number];

export const PATH_NAME: Readonly<Record<Path, string>> = {
  api: 'the SES API',
  smtp: 'SES SMTP',
  old: "the old provider's SMTP server",
};

/**
 * One test message. `unsubscribe` (https) makes it marketing mail: one click of the reader unsubscribes
 * (RFC 8058), which large receivers demand of bulk senders since 2024.
 */
export function testMessage(
  template: Template,
  via: Path,
  domain: string,
  { token, unsubscribe }: { readonly token: string; readonly unsubscribe: string | null },
): TestMessage {
  const subject = SUBJECT[template](domain);
  const text = `${BODY[template](domain, token)}\n\nSent over ${PATH_NAME[via]} by ses-migrate. Token ${token}\n`;
  return {
    subject,
    text,
    html: template === 'plain' ? null : asHtml(text),
    headers: { [TOKEN_HEADER]: token, ...(unsubscribe === null ? {} : oneClick(unsubscribe)) },
  };
}

function oneClick(url: string): Readonly<Record<string, string>> {
  return {
    'List-Unsubscribe': `<${url}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}

const SUBJECT: Readonly<Record<Template, (domain: string) => string>> = {
  plain: (domain) => `Test message from ${domain}`,
  html: (domain) => `Test message from ${domain}`,
  invitation: (domain) => `You are invited to ${domain}`,
  code: (domain) => `Your ${domain} code`,
};

const BODY: Readonly<Record<Template, (domain: string, token: string) => string>> = {
  plain: (domain) => `This message proves that ${domain} can send through Amazon SES.`,
  html: (domain) =>
    `This message proves that ${domain} can send through Amazon SES, as text and as HTML.`,
  invitation: (domain) =>
    `A team at ${domain} would invite you here. This is a test: there is nothing to accept.`,
  code: (_domain, token) =>
    `Your code would be ${sixDigits(token)}. This is a test: the code is not valid anywhere.`,
};

/** Six digits that look like a code, made from the token so that they are the same in every part. */
function sixDigits(token: string): string {
  let sum = 0;
  for (const char of token) sum = (sum * 31 + char.charCodeAt(0)) % 1_000_000;
  return String(sum).padStart(6, '0');
}

function asHtml(text: string): string {
  const escaped = (line: string) =>
    line.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const paragraphs = text
    .trim()
    .split(/\n{2,}/)
    .map((part) => `<p>${escaped(part)}</p>`);
  return `<!doctype html><html><body>${paragraphs.join('')}</body></html>`;
}

/** Tokens in the text of a message (RFC 5322 source), as `testMessage` writes them there. */
export function tokensInText(raw: string): readonly string[] {
  const end = /\r?\n\r?\n/.exec(raw)?.index ?? raw.length;
  // Quoted-printable breaks long lines with "=" at the end (RFC 2045, 6.7).
  const text = raw.slice(end).replace(/=\r?\n/g, '');
  return [...text.matchAll(/by ses-migrate\. Token ([\w-]+)/g)].map(([, token = '']) => token);
}

/** The token of a received message (RFC 5322 source), or null when it is not one of ours. */
export function tokenOf(raw: string): string | null {
  const head = raw.split(/\r?\n\r?\n/, 1)[0] ?? '';
  const match = new RegExp(`^${TOKEN_HEADER}:\\s*(\\S+)`, 'im').exec(head);
  return match?.[1] ?? null;
}
