import { RUN_TAG, readEvent } from '../../core/events/event-json.ts';
import { DOMAIN_TAG, PROOF_PREFIX, queueArn, SOURCE_TAG } from '../../core/events/names.ts';
import { finding } from '../../core/model/findings.ts';
import type { Finding } from '../../core/model/types.ts';
import type { Path } from '../../core/sending/message.ts';
import type { Ports } from '../../ports/index.ts';
import type { ApplyContext, Task } from '../step.ts';
import { waitForArrival } from '../wait-for-arrival.ts';
import { endProof, type ProofParts } from './clean-up.ts';
import type { ProvenEvent } from './data.ts';
import { lostFindings } from './lost-hop.ts';
import { type Handed, type Sender, sendProbes, smtpLogin } from './probes.ts';
import { EVENTS, type EventName, type ProofWish, type SeenProbe } from './proof-types.ts';
import { type ProofSource, proofSource } from './source.ts';

/** Milliseconds that a proof waits where nothing else is said. */
export const PROOF_LIMIT = 120_000;
/** Seconds of one long poll. */
const POLL = 5;
/** Seconds that SQS keeps a message of a queue that nobody removes. */
const RETENTION = 3_600;
/** Milliseconds without any event after which the messages are sent once more: a new default set takes a moment. */
const SEND_AGAIN = 30_000;

/** A bounce and a complaint, sent and seen coming back: the one proof that somebody would hear of a real one. */
export function proofTask(wish: ProofWish): Task {
  const over = wish.paths.map((path) => (path === 'api' ? 'the SES API' : 'SES SMTP'));
  const source = proofSource(wish.setting);
  return {
    changes: [
      {
        op: '+',
        what: 'proof',
        from: null,
        // A comma is where a narrow screen breaks it.
        to: `a simulated bounce and complaint over ${over.join(' and ')}, seen in a temporary SQS queue, which is removed again`,
      },
    ],
    iamActions: [
      'sqs:CreateQueue',
      'sqs:TagQueue',
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:DeleteQueue',
      ...(source.kind === 'sns'
        ? (['sns:Subscribe', 'sns:Unsubscribe'] as const)
        : ([
            'events:PutRule',
            'events:PutTargets',
            'events:RemoveTargets',
            'events:DeleteRule',
          ] as const)),
      ...(wish.paths.includes('api') ? (['ses:SendRawEmail'] as const) : []),
    ],
    run: (context) => prove(context, wish, source),
  };
}

async function prove(context: ApplyContext, wish: ProofWish, source: ProofSource): Promise<void> {
  const { ports, intend, record } = context;
  const run = ports.clock.now().getTime().toString(36);
  const sender = await senderOf(ports, wish);
  await intend('prove-events', { run, source: source.arn });
  const parts: ProofParts = { run, source, queueUrl: null, subscriptionArn: null };
  let outcome: Outcome;
  let left: readonly Finding[];
  try {
    await listen(ports, parts, wish, context.world.domain);
    outcome = await exchange(context, { ...wish, ...sender }, parts);
  } finally {
    left = await endProof(ports, parts);
  }
  const { seen, handed } = outcome;
  const secondsOf = (event: EventName) => slowest(seen.filter((each) => each.event === event));
  const isWhole = EVENTS.every((event) =>
    sender.paths.every((path) => seen.some((each) => each.event === event && each.path === path)),
  );
  context.show('setup-events', { proof: shown(ports, seen, sender.paths) });
  if (isWhole) {
    await record('proved-events', {
      run,
      set: wish.setting.setName,
      source: source.arn,
      region: context.world.region,
      paths: sender.paths.join(' '),
      bounceSeconds: secondsOf('Bounce'),
      complaintSeconds: secondsOf('Complaint'),
    });
  } else await record('ended-proof', { run });
  const lost = isWhole ? [] : await lostFindings(context, wish, { seen, handed, source });
  const findings = [...lost, ...left];
  const unproven = wish.paths.filter((path) => !sender.paths.includes(path));
  if (unproven.length > 0) findings.push(noLogin());
  if (lost.length + left.length > 0) context.conclude('problem', findings);
  else if (findings.length > 0) context.conclude('done', findings);
}

/** SMTP is left out where its login cannot be had: the API proves the same settings. */
async function senderOf(ports: Ports, { paths, checklist, from }: ProofWish): Promise<Sender> {
  if (!paths.includes('smtp')) return { paths, from, login: null };
  const login = await smtpLogin(ports, checklist);
  return login === null ? { paths: ['api'], from, login } : { paths, from, login };
}

function noLogin(): Finding {
  return finding(
    'events/smtp-not-proven',
    'The proof went over the API only: no SMTP user name and password were found here.',
    {
      fix: {
        say: 'Set SES_MIGRATE_SMTP_USERNAME and SES_MIGRATE_SMTP_PASSWORD, or run it where the file of make-smtp-creds is: `ses-migrate setup-events --prove`.',
        command: 'ses-migrate setup-events --prove',
      },
    },
  );
}

interface Outcome {
  readonly seen: readonly SeenProbe[];
  readonly handed: readonly Handed[];
}

/** The queue, with what brings the events to it. `parts` tells what there is to remove, also when this fails. */
async function listen(
  { sqs, sns, eventBridge, clock }: Ports,
  parts: ProofParts,
  { setting }: ProofWish,
  domain: string,
): Promise<void> {
  const { source, run } = parts;
  const name = `${PROOF_PREFIX}${run}`;
  const arn = queueArn(name, setting.place);
  parts.queueUrl = await sqs.create({
    name,
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: source.service },
          Action: 'sqs:SendMessage',
          Resource: arn,
          Condition: { ArnEquals: { 'aws:SourceArn': source.sender(name) } },
        },
      ],
    }),
    retention: RETENTION,
    tags: {
      [DOMAIN_TAG]: domain,
      [SOURCE_TAG]: source.kind,
      created: clock.now().toISOString(),
    },
  });
  if (source.kind === 'sns') {
    const wanted = { protocol: 'sqs', endpoint: arn, raw: true };
    parts.subscriptionArn = await sns.subscribe(source.arn, wanted);
    return;
  }
  parts.hasRule = true;
  await eventBridge.createRule({
    name,
    description: `Temporary: ses-migrate proves the events of ${domain}`,
    pattern: JSON.stringify({
      source: ['aws.ses'],
      detail: { mail: { tags: { [RUN_TAG]: [run] } } },
    }),
    targetArn: arn,
  });
}

async function exchange(
  context: ApplyContext,
  wish: ProofWish & Sender,
  { run, queueUrl }: ProofParts,
): Promise<Outcome> {
  const { ports, signal } = context;
  const handed: Handed[] = [];
  const seen: SeenProbe[] = [];
  handed.push(...(await sendProbes(context, wish, run)));
  const start = ports.clock.now().getTime();
  let isSentAgain = false;
  await waitForArrival(
    ports.clock,
    {
      limit: wish.limit,
      look: async () => {
        for (const { body, receipt } of await ports.sqs.receive(queueUrl ?? '', POLL)) {
          keep(body, run, handed, seen, ports.clock.now().getTime());
          await ports.sqs.remove(queueUrl ?? '', receipt);
        }
        const waited = ports.clock.now().getTime() - start;
        if (seen.length === 0 && waited > SEND_AGAIN && !isSentAgain) {
          isSentAgain = true;
          handed.push(...(await sendProbes(context, wish, run)));
        }
      },
      hasArrived: () => isComplete(seen, handed),
      // A long poll waits at the queue itself.
      pause: () => 0,
      onPause: () =>
        ports.output.progress(
          `Waiting for the simulated bounce and complaint (${seen.length} of ${expected(handed)} seen)`,
        ),
      rest: () => Promise.resolve(),
    },
    signal,
  ).finally(() => ports.output.endProgress());
  return { seen, handed };
}

function keep(
  body: string,
  run: string,
  handed: readonly Handed[],
  seen: SeenProbe[],
  now: number,
): void {
  const event = readEvent(body);
  if (event === null || event.run !== run) return;
  const name = EVENTS.find((each) => each === event.type);
  const message = handed.find(({ messageId }) => messageId === event.messageId);
  if (name === undefined || message === undefined) return;
  if (seen.some((each) => each.event === name && each.path === message.path)) return;
  const seconds = Math.max(0, Math.round((now - message.at) / 100) / 10);
  seen.push({ event: name, path: message.path, seconds });
}

/** Each probe has one event that is waited for, however often it was sent. */
function expected(handed: readonly Handed[]): number {
  return new Set(handed.map(({ probe, path }) => `${probe} ${path}`)).size;
}

function isComplete(seen: readonly SeenProbe[], handed: readonly Handed[]): boolean {
  return seen.length >= expected(handed);
}

function slowest(seen: readonly SeenProbe[]): number | null {
  return seen.length === 0 ? null : Math.max(...seen.map(({ seconds }) => seconds));
}

function shown({ clock }: Ports, seen: readonly SeenProbe[], paths: readonly Path[]) {
  const of = (event: EventName): ProvenEvent => {
    const found = seen.filter((each) => each.event === event);
    return { seen: found.length === paths.length, seconds: slowest(found), path: paths.join(' ') };
  };
  return { at: clock.now().toISOString(), bounce: of('Bounce'), complaint: of('Complaint') };
}
