import type { DnsApi } from '../core/records/facts.ts';
import { PortError, type Ports, type Publisher } from './index.ts';

export function publisherOf(ports: Ports, api: DnsApi): Publisher {
  if (api === 'route53') return ports.route53;
  if (ports.cloudflare === null) throw noToken();
  return ports.cloudflare;
}

/** What a look at Cloudflare gives where no token is set. */
function noToken(): PortError {
  return new PortError('CLOUDFLARE_API_TOKEN is not set.', {
    reason: 'credentials',
    errorName: 'NoToken',
    service: 'cloudflare',
  });
}
