import { besideProxy, SEND_OVER_API } from '../../core/sending/no-connection.ts';
import { judgePorts, SMTP_PORTS } from '../../core/sending/smtp-ports.ts';
import type { Plan } from '../step.ts';
import type { SendTestOptions, SendTestSituation } from './inputs.ts';

/** The port that --port names; null: the usual one. */
export function chosenPort(answers: SendTestOptions): number | null {
  return answers.port ?? null;
}

/** Looks at every port of SES SMTP at once; sends nothing and needs no login. */
export function planProbe({ answers, world }: SendTestSituation): Plan {
  return {
    consent: 'Check the ports?',
    tasks: [
      {
        changes: [],
        async run({ ports: { env, smtp, output }, show, conclude }) {
          const usual = smtp.endpoint(world.region, chosenPort(answers));
          output.progress(`Checking the ports of ${usual.host}`);
          const probes = await Promise.all(
            portsToAsk(usual.port, chosenPort(answers)).map((port) =>
              smtp.probe(smtp.endpoint(world.region, port)),
            ),
          );
          output.endProgress();
          show('send-test', { ports: probes });
          const { status, findings } = judgePorts(probes);
          const closed = (code: string) =>
            code === 'send/no-open-port' || code === 'send/unreachable';
          conclude(
            status,
            findings.map((each) =>
              closed(each.code) ? besideProxy(each, env.proxyVariable(), SEND_OVER_API) : each,
            ),
          );
        },
      },
    ],
  };
}

/** A port of its own in SES_MIGRATE_SMTP is a server of its own, which has no others. */
function portsToAsk(usual: number, chosen: number | null): readonly number[] {
  const known: readonly number[] = SMTP_PORTS;
  return chosen === null && known.includes(usual) ? known : [usual];
}
