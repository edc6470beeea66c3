import { timingSafeEqual } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { Inbound, Inbox } from '../contract.ts';
import { OLD_PROVIDER_ADDRESS } from '../dns/seeds.ts';
import type { Certificate } from './certificate.ts';
import { listen, type SmtpEndpoint } from './listen.ts';

export interface OldProviderOptions {
  readonly certificate: Certificate;
  readonly inbox: Pick<Inbox, 'receive'>;
  readonly user: string;
  readonly password: string;
  /** The only domain that it sends for. */
  readonly domain: string;
  /** It signs with this key. */
  readonly dkim: Inbound['dkim'];
}

const HOST = 'smtp.old-provider.example';
const LARGEST_MESSAGE = 40 * 1024 * 1024;

/** The provider that the domain leaves: STARTTLS, a login, and mail of this domain alone. */
export async function startOldProvider(options: OldProviderOptions): Promise<SmtpEndpoint> {
  const { certificate, inbox, domain, dkim } = options;
  const server = new SMTPServer({
    ...certificate,
    name: HOST,
    banner: 'the old provider of a rehearsal',
    authMethods: ['PLAIN', 'LOGIN'],
    size: LARGEST_MESSAGE,
    closeTimeout: 1,
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, done) => {
      const isRight = same(username, options.user) && same(password, options.password);
      if (isRight) done(null, { user: options.user });
      else done(reply(535, '5.7.8 Authentication failed'));
    },
    onMailFrom: ({ address }, _session, done) => {
      const isOwn = address.toLowerCase().endsWith(`@${domain}`);
      done(isOwn ? null : reply(550, `5.7.1 <${address}>: only ${domain} may send here`));
    },
    onData: (stream, session, done) => {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      // Its bounces go where the domain lets it receive them (SPF, aligned).
      const from = `bounces@send.${domain}`;
      buffer(stream)
        .then((raw) =>
          inbox.receive({ raw, from, recipients, dkim, host: HOST, ip: OLD_PROVIDER_ADDRESS }),
        )
        .then(({ id }) => done(null, `2.0.0 Ok: queued as ${id}`), done);
    },
  });
  return listen(server);
}

function same(given: string | null | undefined, expected: string): boolean {
  const [one, other] = [Buffer.from(given ?? ''), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function reply(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code });
}
