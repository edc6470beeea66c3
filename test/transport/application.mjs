/** An application: it reads its messages as JSON, sends each over the packed transport, and prints what came of them. */
import { text } from 'node:stream/consumers';
import nodemailer from 'nodemailer';
import { createFallbackTransport, isDeliveryError } from 'ses-migrate/transport';

const { fallback, messages } = JSON.parse(await text(process.stdin));

function smtp(port, more) {
  return nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true, ...more });
}

async function send({ primary, options, mail }) {
  const second = smtp(fallback, {});
  const mailer = nodemailer.createTransport(
    createFallbackTransport({
      primary: { name: 'old', transport: smtp(primary, options) },
      fallback: { name: 'SES', transport: second },
    }),
  );
  const sent = [];
  for (const each of mail) {
    const end = { subject: each.subject };
    try {
      sent.push({ ...end, provider: (await mailer.sendMail(each)).provider });
    } catch (error) {
      if (!isDeliveryError(error)) throw error;
      const { ambiguous, message } = error;
      sent.push({ ...end, ambiguous, message });
    }
  }
  mailer.close();
  return sent;
}

process.stdout.write(JSON.stringify((await Promise.all(messages.map(send))).flat()));
