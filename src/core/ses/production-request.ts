import { finding } from '../model/findings.ts';
import type { Finding } from '../model/types.ts';

/** A request to leave the sandbox, as `PutAccountDetails` takes it. */
export interface ProductionRequest {
  readonly mailType: 'TRANSACTIONAL' | 'MARKETING';
  readonly websiteUrl: string;
  readonly contactLanguage: 'EN' | 'JA';
  readonly useCase: string;
  readonly contacts: readonly string[];
}

/** Characters that `UseCaseDescription` holds (SESv2 API model). */
const MAX_USE_CASE = 5000;
/** Below this a reviewer has to ask back; a judgement, not a rule of AWS. */
const SHORT_USE_CASE = 200;

/** What reviewers ask (SES Developer Guide, request-production-access, 2023-06) and how a text answers it. */
const QUESTIONS = [
  {
    code: 'production/no-opt-in',
    pattern:
      /opt[- ]?in|sign[- ]?up|signed up|subscri|regist|consent|ask(ed)? for|account holder|customers|enable/i,
    asks: 'how recipients signed up for the mail',
  },
  {
    code: 'production/no-bounces',
    pattern: /bounce|complaint|suppress/i,
    asks: 'how bounces and complaints are handled',
  },
  {
    code: 'production/no-opt-out',
    // Settings in which mail is asked for are no way out of it, unless the text says so.
    pattern:
      /opt[- ]?(ed |ing )?out|unsubscri|\b(turn|switch)(ed|es)? ([\w-]+ ){0,3}off|disabl|deactivat|\b(stop|mute)|preferences|(delete|close|cancel) (their |the |an )?account/i,
    asks: 'how recipients can stop the mail',
  },
  {
    code: 'production/no-volume',
    pattern: /\d/,
    asks: 'how much you send (a number a day or month)',
  },
] as const;

/** Weak places of the text, before a person reads it at AWS. Advice: none of them stops the request. */
export function lintRequest(request: ProductionRequest): Finding[] {
  const { useCase } = request;
  const findings: Finding[] = QUESTIONS.filter((question) => !question.pattern.test(useCase)).map(
    (question) =>
      finding(question.code, `The text does not say ${question.asks}.`, {
        fix: 'Add a sentence about it: reviewers ask this question.',
      }),
  );
  if (useCase.length < SHORT_USE_CASE) {
    findings.push(
      finding(
        'production/short',
        `The text has ${useCase.length} characters; reviewers often ask questions about texts below ${SHORT_USE_CASE}.`,
        {
          fix: 'Describe one message of each kind: who receives it, and why.',
        },
      ),
    );
  }
  if (request.websiteUrl.startsWith('http://')) {
    findings.push(
      finding('production/website-http', `${request.websiteUrl} is not https.`, {
        fix: 'Use the https address of the site.',
      }),
    );
  }
  return findings;
}

/** Why AWS would refuse the request as malformed; null when it would not. */
export function refusedAsMalformed(request: ProductionRequest): string | null {
  if (request.useCase.trim() === '') return 'The description of the use case is empty.';
  if (request.useCase.length > MAX_USE_CASE) {
    return `The description has ${request.useCase.length} characters; SES accepts at most ${MAX_USE_CASE}.`;
  }
  return null;
}
