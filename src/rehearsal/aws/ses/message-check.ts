import addressparser from 'nodemailer/lib/addressparser';
import { type Message, nameOf } from '../../inbox/headers.ts';

/**
 * Fields that a message has once at most: RFC 5322 section 3.6, and SES Developer Guide, header-fields (2023-06),
 * in the case in which SES names them.
 */
const ONCE = [
  ...['Accept-Language', 'Archived-At', 'Auto-Submitted', 'Bcc', 'Cc', 'Content-Base'],
  ...['Content-Class', 'Content-Description', 'Content-Disposition', 'Content-Duration'],
  ...['Content-ID', 'Content-Language', 'Content-Length', 'Content-Location', 'Content-MD5'],
  ...['Content-Transfer-Encoding', 'Content-Type', 'Date', 'Disposition-Notification-To'],
  ...['Errors-To', 'From', 'Importance', 'In-Reply-To', 'List-Archive', 'List-Help', 'List-Id'],
  ...['List-Owner', 'List-Post', 'List-Subscribe', 'List-Unsubscribe', 'List-Unsubscribe-Post'],
  ...['Message-ID', 'MIME-Version', 'Organization', 'Precedence', 'Priority', 'References'],
  ...['Reply-To', 'Return-Path', 'Return-Receipt-To', 'Sender', 'Sensitivity', 'Subject'],
  ...['Thread-Index', 'Thread-Topic', 'To', 'User-Agent'],
];

/** SES quotas: recipients of one message, To, Cc and Bcc together. */
const MOST_RECIPIENTS = 50;

/** Fields that hold addresses (RFC 5322 sections 3.6.2 and 3.6.3). */
const WITH_ADDRESSES = ['from', 'sender', 'reply-to', 'to', 'cc', 'bcc'];

/**
 * Why SES does not take a message whose form is wrong, in its words; null: the form is right. `recipients` are
 * those of the envelope; `sender` is the one that a call of the API names beside the message, which makes up for
 * the field. The API says the text as it is, SMTP puts `Transaction failed: ` before it.
 */
export function faultOfMessage(
  message: Message,
  recipients: readonly string[],
  sender: string,
): string | null {
  const names = message.fields.map(nameOf);
  const twice = ONCE.find((name) => names.filter((each) => each === name.toLowerCase()).length > 1);
  if (twice !== undefined) return `Duplicate header '${twice}'.`;
  if (!names.includes('from') && sender === '') return "Missing required header 'From'.";
  if (recipients.length > MOST_RECIPIENTS) return `Recipient count exceeds ${MOST_RECIPIENTS}.`;
  const inFields = message.fields
    .filter((field) => WITH_ADDRESSES.includes(nameOf(field)))
    .flatMap((field) => addressparser(unfolded(field), { flatten: true }));
  const written = inFields.map(({ address, name }) => address || name);
  for (const address of [...written, ...recipients]) {
    const fault = faultOfAddress(address);
    if (fault !== null) return fault;
  }
  return null;
}

function unfolded(field: string): string {
  return field.slice(field.indexOf(':') + 1).replace(/\r\n(?=[ \t])/g, '');
}

/**
 * What is wrong with one address, in the words of Jakarta Mail's `InternetAddress`, which SES passes on; null:
 * nothing. Octets beyond ASCII: "Amazon SES does not support the SMTPUTF8 extension" (API model, Destination).
 */
export function faultOfAddress(address: string): string | null {
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, Math.max(at, 0)), address.slice(at + 1)];
  if (at === -1) {
    return /[\s\0-\x1f]/.test(address)
      ? 'Local address contains control or whitespace'
      : "Missing final '@domain'";
  }
  if (domain === '') return "Missing final '@domain'";
  if (local === '') return 'Missing local name';
  return faultOfLocal(local) ?? faultOfDomain(domain);
}

function faultOfLocal(local: string): string | null {
  if (/^"(?:[^"\\\r\n]|\\[ -~])*"$/.test(local)) return null;
  if (local.startsWith('.')) return 'Local address starts with dot';
  if (local.endsWith('.')) return 'Local address ends with dot';
  if (local.includes('..')) return 'Local address contains dot-dot';
  if (/[^!-~]/.test(local)) return 'Local address contains control or whitespace';
  if (/[()<>,;:\\"[\]@]/.test(local)) return 'Local address contains illegal character';
  return null;
}

function faultOfDomain(domain: string): string | null {
  if (domain.startsWith('.')) return 'Domain starts with dot';
  if (domain.includes('..')) return 'Domain contains dot-dot';
  if (domain.endsWith('.')) return 'Domain ends with dot';
  if (/[^!-~]/.test(domain)) return 'Domain contains control or whitespace';
  if (/[^A-Za-z0-9.-]/.test(domain)) return 'Domain contains illegal character';
  return null;
}
