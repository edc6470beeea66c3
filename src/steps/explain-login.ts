import { regionsWithSmtp } from '../core/aws/regions.ts';
import { finding } from '../core/model/findings.ts';
import { Secret } from '../core/model/secret.ts';
import type { Finding } from '../core/model/types.ts';
import { explainReply, type Reply } from '../core/sending/replies.ts';
import {
  looksLikeKeyId,
  passwordForm,
  withoutStray,
} from '../core/smtp-credentials/login-clues.ts';
import { looksLikeTemporaryKey, smtpPassword } from '../core/smtp-credentials/smtp-password.ts';
import { restoredPasswords } from '../core/smtp-credentials/spoilt-password.ts';
import { type Attempt, PortError, type Ports, type SmtpLogin } from '../ports/index.ts';

/** A login at SES in a Region; `port` null: the usual one. */
interface Login {
  readonly region: string;
  readonly port: number | null;
  readonly login: SmtpLogin;
}

interface Refused extends Login {
  readonly ports: Ports;
  /** The server's reply; the same is in the general finding, which the particular one replaces. */
  readonly found: string;
}

/**
 * Why SES refused a login: by the look of it, by IAM, and at last by other Regions. It logs in to find out,
 * with what it was given and nowhere but at SES, and sends nothing. Any other reply than 535 explains itself.
 */
export async function explainLogin(
  ports: Ports,
  tried: Login,
  attempt: Attempt & Pick<Reply, 'from'>,
): Promise<Finding> {
  const general = explainReply(attempt);
  if (general.code !== 'send/login-refused' || attempt.code !== 535) return general;
  const refused = { ports, ...tried, found: general.found ?? attempt.response };
  const found =
    temporaryKey(refused) ??
    (await strayCharacters(refused)) ??
    notAKeyId(refused) ??
    (await spoiltPassword(refused)) ??
    (await notAPassword(refused)) ??
    (await byItsKey(refused));
  ports.output.endProgress();
  return found ?? general;
}

async function accepts(
  { ports, region, port }: Refused,
  username: string,
  password: Secret,
): Promise<boolean> {
  const attempt = await ports.smtp.login(ports.smtp.endpoint(region, port), { username, password });
  return attempt.ok;
}

function temporaryKey({ login, found }: Refused): Finding | null {
  if (!looksLikeTemporaryKey(login.username.trim())) return null;
  return finding(
    'smtp/temporary-key',
    `The SMTP user name is a temporary key (ASIA…). SES accepts no SMTP password derived from a temporary key.`,
    { found, fix: 'Create credentials of an IAM user: `ses-migrate make-smtp-creds`.' },
  );
}

/** What came along when the values were copied; told as the reason only where they log in without it. */
async function strayCharacters(refused: Refused): Promise<Finding | null> {
  const { login, found } = refused;
  const username = withoutStray(login.username);
  const password = withoutStray(login.password.reveal());
  const names = [
    ...(username === login.username ? [] : ['user name']),
    ...(password === login.password.reveal() ? [] : ['password']),
  ];
  if (names.length === 0 || !(await accepts(refused, username, new Secret(password)))) return null;
  return finding(
    'smtp/stray-characters',
    `The SMTP ${names.join(' and ')} contains spaces, a line end or quotes that do not belong to it; without them, SES accepts the login.`,
    { found, fix: 'Remove them where the value is stored.' },
  );
}

function notAKeyId({ login, found }: Refused): Finding | null {
  if (looksLikeKeyId(withoutStray(login.username))) return null;
  return finding(
    'smtp/user-name',
    'The SMTP user name is not an access key ID. SES requires the ID of the key (AKIA and 16 more letters or digits), not an e-mail address or the name of the IAM user.',
    { found, fix: 'Use the user name that make-smtp-creds wrote.' },
  );
}

/** What a program on the way made of the password; told as the reason only where what it was before logs in. */
async function spoiltPassword(refused: Refused): Promise<Finding | null> {
  const { login, found } = refused;
  for (const { password, spoiltBy } of restoredPasswords(login.password)) {
    if (!(await accepts(refused, withoutStray(login.username), password))) continue;
    return finding(
      'smtp/password-encoded',
      `The SMTP password ${spoiltBy}; without that, SES accepts the login.`,
      {
        found,
        fix: 'Store or type the password as make-smtp-creds wrote it: 44 characters that start with B, with + and / as they are. Only inside a URL is it percent-encoded.',
      },
    );
  }
  return null;
}

async function notAPassword(refused: Refused): Promise<Finding | null> {
  const { login, region, found } = refused;
  const password = new Secret(withoutStray(login.password.reveal()));
  const form = passwordForm(password);
  if (form === 'derived') return null;
  if (form === 'secret') {
    const derived = smtpPassword(password, region);
    const works = await accepts(refused, withoutStray(login.username), derived);
    return finding(
      'smtp/secret-as-password',
      works
        ? `The SMTP password is the secret access key itself. The password derived from it for ${region} logs in.`
        : `The SMTP password looks like a secret access key (40 characters), which is not the SMTP password; SES also refuses the password derived from it for ${region}.`,
      {
        found,
        fix: works
          ? `Derive the password: \`ses-migrate make-smtp-creds --from-secret-stdin --region ${region}\`.`
          : 'Create new credentials: `ses-migrate make-smtp-creds`.',
      },
    );
  }
  if (form === 'legacy') {
    return finding(
      'send/old-password',
      'The SMTP password was derived by the method used before 2019-01-10, without a Region.',
      { found, fix: 'Create new credentials: `ses-migrate make-smtp-creds`.' },
    );
  }
  return finding(
    'smtp/password-form',
    `The SMTP password has ${password.reveal().length} characters, which is not a valid SMTP password: one has 44 characters and starts with B.`,
    {
      found,
      fix: 'Copy the whole password again, or create new credentials: `ses-migrate make-smtp-creds`.',
    },
  );
}

/** The key may be gone or inactive, the password of another Region, or neither: then it is of another key. */
async function byItsKey(refused: Refused): Promise<Finding | null> {
  const owner = await ownerOf(refused);
  if (owner === null || owner?.active === false) return notActive(owner, refused);
  const { taker, answered } = await askOtherRegions(refused);
  if (taker !== null) return ofOtherRegion(taker, refused);
  return owner === undefined ? null : ofOtherKey(answered, refused);
}

type Owner = Awaited<ReturnType<Ports['iam']['keyOwner']>>;

/** undefined: whoever sends need not be allowed to read IAM. */
async function ownerOf({ ports, login }: Refused): Promise<Owner | undefined> {
  try {
    return await ports.iam.keyOwner(withoutStray(login.username));
  } catch (error) {
    if (error instanceof PortError) return undefined;
    throw error;
  }
}

function notActive(owner: Owner, { login, found }: Refused): Finding {
  const keyId = withoutStray(login.username);
  if (owner === null) {
    return finding(
      'smtp/unknown-key',
      `IAM has no access key ${keyId}: it was deleted, is mistyped, or belongs to another AWS account.`,
      { found, fix: 'Create new credentials: `ses-migrate make-smtp-creds`.' },
    );
  }
  return finding('smtp/inactive-key', `Access key ${keyId} of ${owner.user} is inactive.`, {
    found,
    fix: `Activate it (\`aws iam update-access-key --user-name ${owner.user} --access-key-id ${keyId} --status Active\`), or create new credentials.`,
  });
}

interface Asked {
  /** The Region that takes the login; null: none of those that answered. */
  readonly taker: string | null;
  /** How many refused it. */
  readonly answered: number;
}

/** One Region after the other, and no further than the one that takes the login. */
async function askOtherRegions({ ports, region, port, login }: Refused): Promise<Asked> {
  const others = regionsWithSmtp(region);
  const placeOf = (each: string) => {
    const { host, port: number } = ports.smtp.endpoint(each, port);
    return `${host}:${number}`;
  };
  // A proxy stands for many Regions: what it takes says nothing of one of them.
  const places = [region, ...others].map(placeOf);
  const own = others.filter(
    (each) => places.filter((place) => place === placeOf(each)).length === 1,
  );
  let answered = 0;
  for (const other of own) {
    const endpoint = ports.smtp.endpoint(other, port);
    ports.output.progress(`SES in ${region} refused the login; trying other Regions`, other);
    const attempt = await ports.smtp.login(endpoint, login);
    if (attempt.ok) return { taker: other, answered };
    if (attempt.code === 535) answered += 1;
  }
  return { taker: null, answered };
}

function ofOtherRegion(taker: string, { ports, region, port, found }: Refused): Finding {
  const { host } = ports.smtp.endpoint(taker, port);
  return finding(
    'smtp/wrong-region-password',
    `The SMTP password belongs to ${taker}: SES accepts the login there and refuses it in ${region}.`,
    {
      found,
      expected: region,
      fix: `Send over ${host}, or derive the password for ${region} from the same key (\`ses-migrate make-smtp-creds --from-secret-stdin --region ${region}\`).`,
    },
  );
}

function ofOtherKey(answered: number, { login, region, found }: Refused): Finding {
  const regions = `${answered} other ${answered === 1 ? 'Region' : 'Regions'}`;
  const elsewhere = answered === 0 ? '' : `, and ${regions} also refused them`;
  return finding(
    'smtp/password-of-other-key',
    `Access key ${withoutStray(login.username)} is active and the SMTP password has a valid form, but SES in ${region} refuses the pair${elsewhere}: the password was derived from another key, or a character of it is wrong.`,
    {
      found,
      fix: 'Copy the user name and the password again from the same source, or create new credentials: `ses-migrate make-smtp-creds --rotate`.',
    },
  );
}
