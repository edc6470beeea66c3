import { AWS } from './addresses.ts';
import { relayTcp, targetOf } from './relay.ts';

const STARTTLS_PORTS = [25, 587, 2587];
const TLS_PORTS = [465, 2465];

/**
 * SES SMTP on all of its ports
 * (https://docs.aws.amazon.com/ses/latest/dg/smtp-connect.html).
 */
export async function startSesSmtp(starttls: string, tls: string): Promise<void> {
  for (const port of STARTTLS_PORTS) await relayTcp(AWS, port, targetOf(starttls));
  for (const port of TLS_PORTS) await relayTcp(AWS, port, targetOf(tls));
}
