import { finding } from '../model/findings.ts';
import type { Finding, Status } from '../model/types.ts';
import { escapeControls } from '../text/printable.ts';

/** Ports of the SES SMTP interface, the ones to prefer first (SES Developer Guide, smtp-connect, 2023-06). */
export const SMTP_PORTS = [587, 2587, 465, 2465, 25] as const;

/** 465 and 2465 speak TLS from the first byte; the others begin in the clear and demand STARTTLS. */
export function tlsOfPort(port: number): 'starttls' | 'implicit' {
  return port === 465 || port === 2465 ? 'implicit' : 'starttls';
}

export interface ServerCertificate {
  /** Common name of the subject, and the DNS names and addresses that it is for. */
  readonly subject: string;
  readonly names: string;
  readonly issuer: string;
  /** ISO 8601. */
  readonly validTo: string;
  /** Why it is not trusted, in Node's words; null when it is. */
  readonly problem: string | null;
}

/** What one port answers. */
export interface PortProbe {
  readonly host: string;
  readonly port: number;
  readonly tls: 'starttls' | 'implicit';
  /**
   * `closed`: refused. `filtered`: no answer in time, so a firewall drops it. `unreachable`: no such
   * name, or no way there. `broken`: something answers, but not SMTP with TLS.
   */
  readonly state: 'open' | 'closed' | 'filtered' | 'unreachable' | 'broken';
  readonly banner: string | null;
  /** `TLSv1.3`; null when TLS was not reached. */
  readonly tlsVersion: string | null;
  readonly cipher: string | null;
  readonly certificate: ServerCertificate | null;
  /** Ways to log in, offered after TLS. */
  readonly auth: readonly string[];
  readonly ms: number;
  /** What went wrong, in the words of Node or of the server. */
  readonly problem: string | null;
}

/** Whether mail can leave over one of these ports, and what is to be known about the others. */
export function judgePorts(probes: readonly PortProbe[]): {
  readonly status: Status;
  readonly findings: readonly Finding[];
} {
  const host = probes[0]?.host ?? '';
  const open = probes.filter(({ state }) => state === 'open');
  const untrusted = open.flatMap((probe) => untrustedCertificate(probe));
  if (open.length > untrusted.length) {
    return { status: 'done', findings: [...untrusted, ...port25(probes, open)] };
  }
  if (untrusted.length > 0) return { status: 'problem', findings: untrusted };
  if (probes.every(({ state }) => state === 'unreachable')) {
    const problem = escapeControls(probes[0]?.problem ?? '');
    return {
      status: 'unknown',
      findings: [
        finding('send/unreachable', `${host} could not be reached: ${problem}`, {
          fix: 'Check the network and the Region. In a Region without an SMTP endpoint send over the API.',
        }),
      ],
    };
  }
  return { status: 'problem', findings: [noOpenPort(host, probes)] };
}

function noOpenPort(host: string, probes: readonly PortProbe[]): Finding {
  const told = probes.map(({ port, state }) => `${port} ${state}`).join(', ');
  return finding('send/no-open-port', `No port of ${host} can be used from here: ${told}.`, {
    found: told,
    fix: 'Let the firewall of this network pass outgoing TCP 587 or 2587, or send over the API (HTTPS, port 443).',
  });
}

/** EC2 and many providers block port 25 outwards (SES Developer Guide, smtp-connect). */
function port25(probes: readonly PortProbe[], open: readonly PortProbe[]): Finding[] {
  const probe = probes.find(({ port }) => port === 25);
  if (probe === undefined || probe.state === 'open') return [];
  const use = open.map(({ port }) => port).join(', ');
  return [
    finding('send/port-25', `Port 25 is ${probe.state} from here. Open: ${use}.`, {
      fix: `Set port ${open[0]?.port ?? 587} in your application.`,
    }),
  ];
}

function untrustedCertificate({ host, port, certificate }: PortProbe): Finding[] {
  if (certificate === null || certificate.problem === null) return [];
  const { subject, issuer, problem } = certificate;
  return [
    finding(
      'send/untrusted-certificate',
      `${host}:${port} shows a certificate for ${escapeControls(subject)} by ${escapeControls(issuer)} that is not trusted: ${problem}.`,
      {
        fix: 'Find out which proxy intercepts TLS between this machine and SES. If the proxy is intended, set NODE_EXTRA_CA_CERTS to the file with its CA certificate.',
      },
    ),
  ];
}
