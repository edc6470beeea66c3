import type { PortProbe } from '../core/sending/smtp-ports.ts';
import { escapeControls } from '../core/text/printable.ts';
import type { Style } from '../core/text/style.ts';
import { paint } from './style.ts';
import { paragraph } from './wrap.ts';

/** A line for each port; below it what TLS showed, or what went wrong. */
export function portLines(ports: readonly PortProbe[], style: Style): string[] {
  const [first] = ports;
  if (first === undefined) return [];
  return [
    escapeControls(first.host),
    ...ports.flatMap((probe) => {
      const { port, state, tls, ms } = probe;
      const mark = paint(state.padEnd(11), state === 'open' ? 'green' : 'yellow', style);
      const way = tls === 'implicit' ? 'TLS     ' : 'STARTTLS';
      return [
        `${String(port).padStart(6)}  ${mark}  ${way}  ${ms} ms`,
        ...details(probe).flatMap((text) =>
          paragraph(INDENT, escapeControls(text), style.columns, INDENT.length),
        ),
      ];
    }),
  ];
}

const INDENT = ' '.repeat(8);

function details({ banner, tlsVersion, cipher, certificate, auth, problem }: PortProbe): string[] {
  const offers = auth.length === 0 ? [] : [`login by ${auth.join(', ')}`];
  return [
    ...(banner === null ? [] : [banner]),
    ...(tlsVersion === null ? [] : [[tlsVersion, cipher, ...offers].join(', ')]),
    ...(certificate === null
      ? []
      : [
          `certificate for ${certificate.names || certificate.subject} by ${certificate.issuer}, until ${certificate.validTo.slice(0, 10)}${certificate.problem === null ? '' : `: not trusted, ${certificate.problem}`}`,
        ]),
    ...(problem === null ? [] : [problem]),
  ];
}
