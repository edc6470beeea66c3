import { checkDns } from './check-dns/step.ts';
import { makeSmtpCreds } from './make-smtp-creds/step.ts';
import { requestProduction } from './request-production/step.ts';
import { sendTest } from './send-test/step.ts';
import { setupEvents } from './setup-events/step.ts';
import type { Step } from './step.ts';
import { verifyDomain } from './verify-domain/step.ts';

/** The checklist: the only list of steps, in order. */
export const STEPS: readonly Step[] = [
  verifyDomain,
  checkDns,
  setupEvents,
  requestProduction,
  makeSmtpCreds,
  sendTest,
];
