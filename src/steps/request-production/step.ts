import { couldNotLook } from '../../core/aws/could-not-look.ts';
import { rightsTo } from '../../core/aws/permissions.ts';
import { usage } from '../../core/model/errors.ts';
import { finding } from '../../core/model/findings.ts';
import { fixText } from '../../core/model/remedy.ts';
import type { SesAccount } from '../../core/ses/facts.ts';
import {
  lintRequest,
  type ProductionRequest,
  refusedAsMalformed,
} from '../../core/ses/production-request.ts';
import { sendingStateOf } from '../../core/ses/sending-state.ts';
import type { World } from '../../core/world.ts';
import { PortError, type Ports } from '../../ports/index.ts';
import type { CheckResult, Plan, Situation, Step } from '../step.ts';
import type { RequestProductionData } from './data.ts';
import {
  checkContacts,
  neededInputs,
  type RequestProductionOptions,
  requestProductionInputs,
} from './inputs.ts';

/** The account may send to everyone in this Region. */
export const requestProduction: Step<RequestProductionOptions, 'request-production'> = {
  id: 'request-production',
  title: 'Production access (out of the sandbox)',
  needs: [],
  reads: ['caller', 'account'],
  diagnose,
  data: (world) => accountData(world),
  action: {
    rights: rightsTo('ses:PutAccountDetails'),
    inputs: (answers) => neededInputs(answers.useCaseFile !== undefined),
    plan,
  },
  command: {
    summary: 'Request production access and follow the review',
    inputs: requestProductionInputs,
    withoutDraft: ({ draft, ...real }) => (draft === true ? real : null),
    canWait: true,
    examples: ['request-production --draft', 'request-production --wait'],
  },
  next: [
    {
      command: 'ses-migrate make-smtp-creds',
      why: 'create credentials for applications that send over SMTP',
    },
  ],
};

function diagnose(world: World): CheckResult {
  if (!world.account.ok) {
    const findings = [couldNotLook(`the SES account in ${world.region}`, world.account)];
    return { status: 'unknown', summary: 'could not read from SES', findings };
  }
  return underStanding(world.account.value, world.region);
}

/** Production access is of no use while nothing is sent. A request to file is filed all the same, unless AWS paused. */
function underStanding(account: SesAccount, region: string): CheckResult {
  const result = judgeAccount(account, region);
  const { stoppedBy, summary, findings } = sendingStateOf(account, region);
  const canBeFiled = stoppedBy === 'owner' && result.status === 'todo';
  return {
    status: stoppedBy === null || canBeFiled ? result.status : 'problem',
    summary: `${summary}${result.summary}`,
    findings: [...findings, ...result.findings],
  };
}

/** States of a request: SES API reference, ReviewDetails and ProductionAccessEnabled. */
function judgeAccount(account: SesAccount, region: string): CheckResult {
  const { quota } = account;
  if (account.productionAccess) {
    const summary = `production: ${limit(quota.max24Hour)} a day, ${quota.maxRate} a second`;
    return { status: 'done', summary, findings: [] };
  }
  const sandbox = `sandbox: ${limit(quota.max24Hour)} a day, ${quota.maxRate} a second, only to verified addresses`;
  const caseId = account.details?.caseId ?? null;
  switch (account.details?.review) {
    case 'PENDING':
      return {
        status: 'waiting',
        summary: `AWS is reviewing the request${caseId === null ? '' : ` (case ${caseId})`}; until then ${sandbox}`,
        findings: [
          finding(
            'production/pending',
            `AWS is reviewing the request for ${region}; the first reply usually comes within 24 hours.`,
            {
              fix: `Watch the Support Center${caseId === null ? '' : `, case ${caseId}`}: an unanswered question there delays the review.`,
            },
          ),
        ],
      };
    case 'DENIED':
      return {
        status: 'problem',
        summary: `AWS denied the request or is waiting for your answer${caseId === null ? '' : ` (case ${caseId})`}; ${sandbox}`,
        findings: [
          finding(
            'production/denied',
            `The review status for ${region} is DENIED. SES also reports this status while AWS waits for your answer.`,
            {
              fix: `Answer in the Support Center${caseId === null ? '' : `, case ${caseId}`}. Give more detail about your list, bounces and opt-out.`,
            },
          ),
        ],
      };
    case 'GRANTED':
      return {
        status: 'waiting',
        summary: `granted${caseId === null ? '' : ` (case ${caseId})`}, but not active yet; ${sandbox}`,
        findings: [],
      };
    case 'FAILED':
      return {
        status: 'todo',
        summary: `the request failed in AWS; send it again. ${sandbox}`,
        findings: [
          finding(
            'production/failed',
            'SES reports that the request failed because of an internal error.',
            {
              fix: 'Send the request again.',
            },
          ),
        ],
      };
    case undefined:
    case null:
      return {
        status: 'todo',
        summary: `not requested yet; ${sandbox}`,
        findings: [
          finding('production/not-asked', `Production access was not requested yet in ${region}.`, {
            fix: 'Prepare your website, what you send and to whom, how people opt in and out, and how you handle bounces. For a longer text, use --use-case-file FILE.',
          }),
        ],
      };
    default:
      // A status that this version does not know: AWS has the request, filing it again could not help.
      return {
        status: 'waiting',
        summary: `AWS reports ${account.details?.review}; ${sandbox}`,
        findings: [],
      };
  }
}

/** -1 means unlimited (SES API reference, SendQuota). */
function limit(max24Hour: number): string {
  return max24Hour === -1 ? 'unlimited' : String(max24Hour);
}

function plan({ world, answers }: Situation<RequestProductionOptions>): Plan {
  const request = requestFrom(answers);
  const malformed = refusedAsMalformed(request);
  if (malformed !== null)
    throw usage('bad-use-case', malformed, 'Change the text of --use-case-file.');
  const advice = lintRequest(request);
  const change = {
    op: '+',
    what: `request for production access in ${world.region}`,
    from: null,
    to: `${request.mailType.toLowerCase()}, ${request.websiteUrl}, contact ${request.contacts.join(' ')}`,
  } as const;
  return {
    consent: 'Send this request to AWS? It cannot be edited until the review ends.',
    preview: draftText(
      request,
      advice.map((each) => `${each.message} ${fixText(each.fixes ?? [])}`),
    ),
    data: { 'request-production': { draft: { ...request, advice } } },
    tasks: [
      {
        changes: [change],
        iamActions: ['ses:PutAccountDetails'],
        async run({ ports, intend, record }) {
          await intend('request-production', {
            mailType: request.mailType,
            website: request.websiteUrl,
          });
          if (!(await filed(ports, request))) return;
          await record(
            'requested-production',
            { mailType: request.mailType, website: request.websiteUrl },
            [change],
          );
        },
      },
    ],
  };
}

/** False when a review is open already (409, SESv2 API): reading the account shows it as waiting. */
async function filed(ports: Ports, request: ProductionRequest): Promise<boolean> {
  try {
    await ports.ses.putAccountDetails(request);
    return true;
  } catch (error) {
    if (!(error instanceof PortError) || error.errorName !== 'ConflictException') throw error;
    ports.output.note('AWS is already reviewing a request for this Region; nothing was sent.');
    return false;
  }
}

function requestFrom(answers: RequestProductionOptions): ProductionRequest {
  const { useCaseVolume: volume } = answers;
  const written = [
    answers.useCaseWhat,
    answers.useCaseList,
    answers.useCaseBounces,
    answers.useCaseOptOut,
    // A bare number would tell a reviewer nothing.
    volume === undefined ? undefined : `Messages a day: ${volume}`,
  ].filter((text) => text !== undefined);
  return {
    mailType: answers.mailType === 'marketing' ? 'MARKETING' : 'TRANSACTIONAL',
    websiteUrl: answers.website ?? '',
    contactLanguage: answers.language === 'ja' ? 'JA' : 'EN',
    useCase: (answers.useCaseFile ?? written.join('\n\n')).trim(),
    contacts: checkContacts(answers.contact ?? []),
  };
}

function draftText(request: ProductionRequest, advice: readonly string[]): string {
  const lines = [
    `Mail type   ${request.mailType}`,
    `Website     ${request.websiteUrl}`,
    `Contacts    ${request.contacts.join(', ')}`,
    `Language    ${request.contactLanguage}`,
    '',
    ...request.useCase.split('\n').map((line) => `  ${line}`),
    ...(advice.length === 0
      ? []
      : ['', 'Before you send it:', ...advice.map((line) => `  - ${line}`)]),
  ];
  return lines.join('\n');
}

function accountData(world: World): RequestProductionData {
  const account = world.account.ok ? world.account.value : null;
  return {
    review: account?.details?.review ?? null,
    caseId: account?.details?.caseId ?? null,
    sandbox: account === null ? null : !account.productionAccess,
    quota: account?.quota ?? null,
    draft: null,
  };
}
