/** How each AWS protocol writes a result and an error, and which codes it has for refusals before the operation. */

import type { AwsError } from './errors.ts';
import { toXml, type XmlValue } from './xml.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** The same refusal has another name on each protocol. */
export interface Codes {
  readonly missingAuthentication: string;
  readonly unknownKey: string;
  readonly expiredToken: string;
  readonly accessDenied: string;
  readonly throttled: { readonly code: string; readonly status: number; readonly message: string };
  readonly unknownOperation: { readonly code: string; readonly status: number };
  readonly invalid: string;
}

export interface Wire {
  readonly codes: Codes;
  result(operation: string, value: XmlValue, requestId: string): Answer;
  error(error: AwsError, requestId: string): Answer;
}

export const jsonCodes: Codes = {
  missingAuthentication: 'MissingAuthenticationTokenException',
  unknownKey: 'UnrecognizedClientException',
  expiredToken: 'ExpiredTokenException',
  accessDenied: 'AccessDeniedException',
  throttled: { code: 'TooManyRequestsException', status: 429, message: 'Rate exceeded' },
  unknownOperation: { code: 'UnknownOperationException', status: 404 },
  invalid: 'BadRequestException',
};

export const queryCodes: Codes = {
  missingAuthentication: 'MissingAuthenticationToken',
  unknownKey: 'InvalidClientTokenId',
  expiredToken: 'ExpiredToken',
  accessDenied: 'AccessDenied',
  throttled: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
  unknownOperation: { code: 'InvalidAction', status: 400 },
  invalid: 'ValidationError',
};

/** rest-json, as SES v2 speaks it. */
export const jsonWire: Wire = {
  codes: jsonCodes,
  result: (_operation, value, requestId) => ({
    status: 200,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId },
    body: JSON.stringify(value ?? {}),
  }),
  error: (error, requestId) => ({
    status: error.status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': error.code,
    },
    body: JSON.stringify({ message: error.message }),
  }),
};

function xmlAnswer(status: number, requestId: string, body: string): Answer {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}

/** IAM, STS, SNS and Route 53 write errors alike. */
function xmlError(namespace: string): Wire['error'] {
  return (error, requestId) =>
    xmlAnswer(
      error.status,
      requestId,
      toXml('ErrorResponse', namespace, {
        Error: {
          Type: error.status < 500 ? 'Sender' : 'Receiver',
          Code: error.code,
          Message: error.message,
        },
        RequestId: requestId,
      }),
    );
}

/** The query protocol: form in, `<OpResponse><OpResult>` out. */
export function queryWire(namespace: string, codes: Codes): Wire {
  return {
    codes,
    result(operation, value, requestId) {
      const content = {
        ...(value === undefined ? {} : { [`${operation}Result`]: value }),
        ResponseMetadata: { RequestId: requestId },
      };
      return xmlAnswer(200, requestId, toXml(`${operation}Response`, namespace, content));
    },
    error: xmlError(namespace),
  };
}

/** rest-xml, as Route 53 speaks it. */
export function restXmlWire(namespace: string, codes: Codes): Wire {
  return {
    codes,
    result: (operation, value, requestId) =>
      xmlAnswer(200, requestId, toXml(`${operation}Response`, namespace, value)),
    error: xmlError(namespace),
  };
}
