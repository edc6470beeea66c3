import { createHash, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../../src/rehearsal/aws/sigv4.ts';
import { Refused } from './answers.ts';
import type { Principal, State } from './types.ts';

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Scope {
  readonly keyId: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** null where the request is not signed. */
export function scopeOf({ headers }: Request): Scope | null {
  const text = String(headers.authorization ?? '');
  const [, keyId = '', region = '', service = ''] =
    /Credential=([^/,]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(text) ?? [];
  const signedHeaders = /SignedHeaders=([^,]+)/.exec(text)?.[1]?.split(';') ?? [];
  const signature = /Signature=([0-9a-f]{64})/.exec(text)?.[1] ?? '';
  return keyId === '' ? null : { keyId, region, service, signedHeaders, signature };
}

/** Who signed. Throws what AWS answers for keys that it does not know there, or that another secret signed with. */
export async function authenticate(
  { principals }: State,
  request: Request,
  scope: Scope,
): Promise<Principal> {
  const rest =
    scope.service === 'ses' || scope.service === 'ssm' || scope.service === 'secretsmanager';
  const unknown = () =>
    new Refused(
      rest ? 'UnrecognizedClientException' : 'InvalidClientTokenId',
      'The security token included in the request is invalid.',
    );
  const principal = principals.get(scope.keyId);
  if (principal === undefined || !principal.regions.test(scope.region)) throw unknown();
  if ((request.headers['x-amz-security-token'] ?? null) !== principal.token) throw unknown();
  if (principal.expired)
    throw new Refused(
      rest ? 'ExpiredTokenException' : 'ExpiredToken',
      'The security token included in the request is expired',
    );
  if (await isSignedBy(principal, request, scope)) return principal;
  throw new Refused(
    rest ? 'InvalidSignatureException' : 'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  );
}

async function isSignedBy(principal: Principal, request: Request, scope: Scope): Promise<boolean> {
  const declared = request.headers['x-amz-content-sha256'];
  const actual = createHash('sha256').update(request.body).digest('hex');
  if (declared !== undefined && declared !== actual) return false;
  const headers = Object.fromEntries(
    scope.signedHeaders.map((name) => [name, String(request.headers[name])]),
  );
  const date = String(request.headers['x-amz-date']).replace(
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
    '$1-$2-$3T$4:$5:$6Z',
  );
  const signed = await signed4(
    principal,
    scope,
    { ...request, headers },
    new Date(date),
    scope.signedHeaders,
  );
  const expected = /Signature=([0-9a-f]{64})/.exec(signed.authorization ?? '')?.[1] ?? '';
  return (
    expected.length === scope.signature.length &&
    timingSafeEqual(Buffer.from(expected), Buffer.from(scope.signature))
  );
}

/** Headers of the request signed with the keys of somebody else, who it continues as. */
export function signed4(
  keys: Pick<Principal, 'keyId' | 'secret' | 'token'>,
  scope: Pick<Scope, 'region' | 'service'>,
  request: Request,
  signingDate = new Date(),
  only?: readonly string[],
): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    service: scope.service,
    region: scope.region,
    credentials: {
      accessKeyId: keys.keyId,
      secretAccessKey: keys.secret,
      ...(keys.token === null ? {} : { sessionToken: keys.token }),
    },
    sha256: Sha256,
    applyChecksum: false,
  });
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return signer
    .sign(
      {
        method: request.method,
        protocol: 'http:',
        hostname: '127.0.0.1',
        path: request.path,
        query: Object.fromEntries(
          [...new Set(request.query.keys())].map((key) => [key, request.query.getAll(key)]),
        ),
        headers: Object.fromEntries(headers),
        body: request.body,
      },
      { signingDate, ...(only === undefined ? {} : { signableHeaders: new Set(only) }) },
    )
    .then((signed) => signed.headers);
}
