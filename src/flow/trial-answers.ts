import type { Trial } from '../ports/index.ts';

/** What is proposed in a rehearsal where nothing was typed before, by the key of the question. */
export function trialAnswers(
  { folder, inbox }: Trial,
  domain: string,
): Readonly<Record<string, string>> {
  return {
    website: `https://${domain}`,
    useCaseWhat: 'Receipts, sign-in codes and invitations, to customers who signed up.',
    useCaseList: 'They sign up on our website and confirm their address by e-mail.',
    useCaseBounces: 'Such an address gets no further mail.',
    useCaseOptOut: 'Every message says how to unsubscribe, and replies are read.',
    useCaseVolume: '500',
    contact: `ops@${domain}`,
    file: `${folder}/ses-smtp.env`,
    from: `Acme <hello@${domain}>`,
    to: 'inbox@inbox.example',
    ...(inbox === null ? {} : { inbox }),
  };
}
