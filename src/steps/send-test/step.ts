import { type Right, rightsTo, rightTo } from '../../core/aws/permissions.ts';
import type { Checklist } from '../../core/checklist.ts';
import { isReceipt, type ReceiptOf } from '../../core/checklist-receipts.ts';
import { smtpUserOf } from '../../core/domain-setup/defaults.ts';
import { usage } from '../../core/model/errors.ts';
import { finding } from '../../core/model/findings.ts';
import type { Finding, Next, StepReport } from '../../core/model/types.ts';
import { parseInboxUrl } from '../../core/parse/inbox-url.ts';
import { explainDenied, refusedUser } from '../../core/sending/denied.ts';
import { PATH_NAME, type Path } from '../../core/sending/message.ts';
import { explainReply } from '../../core/sending/replies.ts';
import { lastSent, pathsInUse } from '../../core/sending/sent.ts';
import { sendingStateOf } from '../../core/ses/sending-state.ts';
import type { World } from '../../core/world.ts';
import type { Input } from '../input.ts';
import type { ActionChoices, CheckResult, Step } from '../step.ts';
import { cutShortFindings } from './cut-short.ts';
import { inThisAccount } from './in-this-account.ts';
import { planInbox } from './inbox.ts';
import {
  emlInput,
  fromInput,
  inboxInput,
  type SendTestOptions,
  sendTestInputs,
  toInput,
} from './inputs.ts';
import { diagnoseProof } from './judge-proof.ts';
import { planProbe } from './probe-ports.ts';
import { planProof } from './prove-file.ts';
import { sendTestData } from './report.ts';
import { planSending } from './sending.ts';

const rights: readonly Right[] = [
  rightTo('ses:SendRawEmail'),
  // In the sandbox it reads whether the recipient is verified: its address or its domain.
  rightTo('ses:GetEmailIdentity', 'identities'),
  // The login over SMTP, from the store that make-smtp-creds wrote to.
  ...rightsTo('ssm:GetParameter', 'secretsmanager:GetSecretValue'),
  // Only to explain a refused login, and it does without them.
  ...rightsTo('iam:ListAccessKeys', 'iam:GetAccessKeyLastUsed'),
  // Only to name the condition that refused a message, and it does without them.
  ...rightsTo('iam:ListUserPolicies', 'iam:GetUserPolicy'),
];

/** A message over each path in use was accepted, and a received copy proves DKIM, SPF and DMARC. */
export const sendTest: Step<SendTestOptions, 'send-test'> = {
  id: 'send-test',
  title: 'A message over each path, and a verified received copy',
  needs: ['verify-domain', 'check-dns', 'make-smtp-creds'],
  reads: ['caller', 'account', 'identity', 'addresses'],
  diagnose,
  data: sendTestData,
  action: {
    rights,
    runsAlways: true,
    inputs: neededInputs,
    choices: proofChoices,
    plan(situation) {
      const { answers } = situation;
      if (answers.probePorts === true) return planProbe(situation);
      if (answers.inbox !== undefined) return planInbox(situation);
      checkInboxGiven(answers);
      return answers.eml === undefined ? planSending(situation) : planProof(situation);
    },
  },
  command: {
    summary: 'Send over each path and verify a received copy',
    inputs: sendTestInputs,
    sender: ({ from }) => from,
    canWait: false,
    examples: [
      'send-test --from hello@acme.example --scenario success --via api',
      'send-test --inbox imaps://you@example.com@imap.example.com',
      'send-test --eml received.eml',
    ],
  },
  nextWhile,
};

/** Everything is sent; what is left is a received copy that proves it, or another path. */
function nextWhile({ status, findings }: StepReport): readonly Next[] | null {
  if (status !== 'todo') return null;
  if (findings.some(({ code }) => code === 'send/unproven')) {
    const why = 'verify a received message saved as FILE';
    return [{ command: 'ses-migrate send-test --eml FILE', why }];
  }
  const untried = findings.find(({ code }) => code === 'send/path-untried');
  if (untried === undefined) return null;
  const why = 'test the other path to SES, if you use it';
  return [{ command: `ses-migrate send-test --via ${untried.subject}`, why }];
}

/** How to get the received copy that proves the message, or a better one. */
function proofChoices(findings: readonly Finding[]): ActionChoices<SendTestOptions> | null {
  const isSent = ({ code }: Finding) => code === 'send/unproven' || code === 'send/not-aligned';
  if (!findings.some(isSent)) return null;
  return {
    question: 'How do you want to prove that the message arrived?',
    ways: [
      { id: 'inbox', name: 'search a mailbox over IMAP', answers: { find: true } },
      { id: 'eml', name: 'read a file with the received message', answers: { prove: 'eml' } },
    ],
  };
}

function neededInputs(answers: SendTestOptions): readonly Input[] {
  if (answers.eml !== undefined || answers.probePorts === true) return [];
  if (answers.find === true) return [inboxInput];
  if (answers.prove === 'eml') return [emlInput];
  const known = answers.scenario !== undefined || goesToInbox(answers);
  return known ? [fromInput] : [fromInput, toInput];
}

/** The user of a mailbox is its address at nearly every provider. */
function goesToInbox(answers: SendTestOptions): boolean {
  const inbox = answers.inbox ?? null;
  return inbox !== null && parseInboxUrl(inbox).user.includes('@');
}

function checkInboxGiven(answers: SendTestOptions): void {
  const flag = (['find', 'wait'] as const).find((key) => answers[key] !== undefined);
  if (flag === undefined) return;
  throw usage(
    'bad-inbox',
    `--${flag} needs --inbox.`,
    'Add --inbox imaps://you@example.com@imap.example.com.',
  );
}

function unsent(checklist: Checklist): readonly Path[] {
  return pathsInUse(checklist).filter((path) => lastSent(checklist, path)?.what !== 'sent');
}

/** What the messages and their proof say, unless the account itself cannot send now. */
function diagnose(world: World, checklist: Checklist): CheckResult {
  const judged = diagnoseSending(world, checklist);
  const result = { ...judged, findings: [...cutShortFindings(checklist), ...judged.findings] };
  if (!world.account.ok) return result;
  const standing = sendingStateOf(world.account.value, world.region);
  return {
    status: standing.stoppedBy === null ? result.status : 'problem',
    summary: `${standing.summary}${result.summary}`,
    findings: [...standing.findings, ...result.findings],
  };
}

function diagnoseSending(world: World, checklist: Checklist): CheckResult {
  const refused = pathsInUse(checklist)
    .map((path) => lastSent(checklist, path))
    .filter((receipt) => receipt !== null)
    .filter((receipt) => isReceipt(receipt, 'refused'));
  const said = (receipt: ReceiptOf<'refused'>) =>
    inThisAccount(refusedEarlier(receipt, world, checklist), world);
  const left = unsent(checklist);
  if (left.length > 0) {
    const over = left.map((path) => PATH_NAME[path]).join(' and ');
    return {
      status: 'todo',
      summary: `no message accepted yet over ${over}`,
      findings: [...refused.map(said), ...untried(checklist, left).map(askForPath)],
    };
  }
  return diagnoseProof(world, checklist);
}

/** A refusal on record; by the condition, where the policies of the user are in this look. */
function refusedEarlier(
  { facts }: ReceiptOf<'refused'>,
  { smtpUser, region, domain }: World,
  checklist: Checklist,
): Finding {
  const said = explainReply(facts);
  const holder = smtpUser.ok ? smtpUser.value : null;
  if (holder === null || refusedUser(facts.response)?.name !== holder.name) return said;
  const message = { from: facts.from, to: facts.to.split(' '), region, response: facts.response };
  return explainDenied(said, message, holder, smtpUserOf(domain, checklist));
}

/** The path that no message was sent over, where the other works and nobody said that both are in use. */
function untried(checklist: Checklist, left: readonly Path[]): readonly Path[] {
  const other = checklist.choices.sendsBy === undefined && left.length === 1;
  return other ? left.filter((path) => lastSent(checklist, path) === null) : [];
}

function askForPath(path: Path): Finding {
  const name = PATH_NAME[path];
  const works = path === 'smtp' ? 'api' : 'smtp';
  return finding('send/path-untried', `No message was sent over ${name} yet.`, {
    subject: path,
    fix: `Run \`ses-migrate send-test --via ${path}\`; or, if none of your applications sends over ${name}, add \`--sends-by ${works}\` once to skip it from then on.`,
  });
}
