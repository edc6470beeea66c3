import type { ReceivedHeader } from '../../../src/core/proof/received-header.ts';
import type { ReceiverVerdict } from '../../../src/core/proof/receiver.ts';

/** How one receiver writes what is read; SES’s own hop and signature are added below. */
export interface ReceiverForm {
  readonly name: string;
  /** Where the form is written down, or by what program it is made. */
  readonly source: string;
  /** Fields above the signature, as in the head. */
  readonly head: readonly string[];
  readonly hop: Pick<ReceivedHeader, 'ip' | 'helo'> | null;
  readonly verdict: Partial<ReceiverVerdict> | null;
}

const SES = 'a8-53.smtp-out.amazonses.com';
const BOUNCE = '0100-id@mail.acme.example';
const HOP = { ip: '192.0.2.25', helo: SES };
const ALL = { dkim: 'pass', spf: 'pass', dmarc: 'pass' };

/** What a sender can put below: never read. */
export const BELOW: readonly string[] = [
  'DKIM-Signature: v=1; d=acme.example; s=tok1',
  'Received: from forged.example ([198.51.100.66]) by 10.0.0.1; x',
  'Authentication-Results: mx.example; dkim=fail; spf=fail; dmarc=fail',
];

export const RECEIVERS: readonly ReceiverForm[] = [
  {
    name: 'Gmail',
    source: 'support.google.com/mail/answer/180707, "Show original"',
    head: [
      'Delivered-To: you@gmail.com',
      'Received: by 2002:a05:6a20:d81:b0:1f5 with SMTP id x; Tue, 1 Dec 2026 02:00:00 -0800 (PST)',
      'ARC-Authentication-Results: i=1; mx.google.com; dkim=fail; spf=fail',
      `Return-Path: <${BOUNCE}>`,
      `Received: from ${SES} (${SES}. [192.0.2.25]) by mx.google.com with ESMTPS id x for <you@gmail.com> (version=TLS1_3); Tue, 1 Dec 2026 02:00:00 -0800 (PST)`,
      `Received-SPF: pass (google.com: domain of ${BOUNCE} designates 192.0.2.25 as permitted sender) client-ip=192.0.2.25;`,
      `Authentication-Results: mx.google.com; dkim=pass header.i=@acme.example header.s=tok1 header.b=x; dkim=pass header.i=@amazonses.com header.s=y; spf=pass (google.com: domain of ${BOUNCE} designates 192.0.2.25 as permitted sender) smtp.mailfrom=${BOUNCE}; dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=acme.example`,
    ],
    hop: HOP,
    verdict: { server: 'mx.google.com', ...ALL, mailFrom: BOUNCE },
  },
  ...['Yahoo', 'AOL'].map((name) => ({
    name,
    source: 'heads of whole messages, "View raw message": the address is the word behind from',
    head: [
      'X-Apparently-To: you@example.com; Tue, 1 Dec 2026 10:00:00 +0000',
      `Return-Path: <${BOUNCE}>`,
      'X-Originating-Ip: [192.0.2.25]',
      'Received-SPF: pass (domain of mail.acme.example designates 192.0.2.25 as permitted sender)',
      `Authentication-Results: atlas-production.v2-mail-prod1-gq1.omega.yahoo.com; dkim=pass header.i=@acme.example header.s=tok1; dkim=pass header.i=@amazonses.com header.s=y; spf=pass smtp.mailfrom=mail.acme.example; dmarc=pass(p=NONE) header.from=acme.example;`,
      `Received: from 192.0.2.25 (EHLO ${SES}) by 10.253.233.86 with SMTPs (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256); Tue, 01 Dec 2026 10:00:00 +0000`,
    ],
    hop: HOP,
    verdict: {
      server: 'atlas-production.v2-mail-prod1-gq1.omega.yahoo.com',
      ...ALL,
      mailFrom: 'mail.acme.example',
    },
  })),
  {
    name: 'Outlook.com and Microsoft 365',
    source: 'learn.microsoft.com, message-headers-eop-mdo: no authserv-id',
    head: [
      'Received: from DB7PR01MB1.eurprd01.prod.exchangelabs.com (2603:10a6:10:1::1) by DB7PR01MB2.eurprd01.prod.exchangelabs.com (2603:10a6:10:2::2) with HTTPS; Tue, 1 Dec 2026 10:00:01 +0000',
      `Authentication-Results: spf=pass (sender IP is 192.0.2.25) smtp.mailfrom=mail.acme.example; dkim=pass (signature was verified) header.d=acme.example;dmarc=pass action=none header.from=acme.example;compauth=pass reason=100`,
      'Received-SPF: Pass (protection.outlook.com: domain of mail.acme.example designates 192.0.2.25 as permitted sender)',
      `Received: from ${SES} (192.0.2.25) by DB5EUR01FT.mail.protection.outlook.com (10.152.4.1) with Microsoft SMTP Server (version=TLS1_3); Tue, 1 Dec 2026 10:00:00 +0000`,
    ],
    hop: HOP,
    verdict: { server: null, ...ALL, mailFrom: 'mail.acme.example' },
  },
  {
    name: 'iCloud',
    source: 'heads of whole messages: an authserv-id for each method, all of one service',
    head: [
      `Return-Path: <${BOUNCE}>`,
      'Received: from p00-icloudmta-asmtp-us-1 by p98-mailgateway-smtp (mailgateway) with SMTP id x for <you@icloud.com>; Tue, 1 Dec 2026 10:00:01 GMT',
      'Authentication-Results: bimi.icloud.com; bimi=none',
      'Authentication-Results: dmarc.icloud.com; dmarc=pass header.from=acme.example',
      'Authentication-Results: dkim-verifier.icloud.com; dkim=pass (2048-bit key) header.d=acme.example header.i=@acme.example header.b=x',
      `Authentication-Results: spf.icloud.com; spf=pass (spf.icloud.com: domain of ${BOUNCE} designates 192.0.2.25 as permitted sender) smtp.mailfrom=${BOUNCE}`,
      `Received: from ${SES} (${SES} [192.0.2.25]) by p00-icloudmta-smtpin-1 with ESMTPS id x; Tue, 1 Dec 2026 10:00:00 +0000`,
    ],
    hop: HOP,
    verdict: { server: 'bimi.icloud.com', ...ALL, mailFrom: BOUNCE },
  },
  {
    name: 'Fastmail',
    source:
      'fastmail/authentication_milter: several fields of one authserv-id, verdicts in the last',
    head: [
      `Return-Path: <${BOUNCE}>`,
      'Received: from compute1.internal (compute1.nyi.internal [10.202.2.1]) by sloti1 (Cyrus 3.9) with LMTPA; Tue, 01 Dec 2026 05:00:01 -0500',
      'Received: from mx1 ([10.202.2.200]) by compute1.internal (LMTPProxy); Tue, 01 Dec 2026 05:00:01 -0500',
      'Authentication-Results: phl-mx-01.messagingengine.com; x-csa=none; x-ptr=pass smtp.helo=a8-53.smtp-out.amazonses.com',
      'Authentication-Results: phl-mx-01.messagingengine.com; arc=none (no signatures found)',
      `Authentication-Results: phl-mx-01.messagingengine.com; dkim=pass (2048-bit rsa key sha256) header.d=acme.example header.i=@acme.example header.b=x header.a=rsa-sha256 header.s=tok1 x-bits=2048; dmarc=pass policy.published-domain-policy=none policy.applied-disposition=none header.from=acme.example; spf=pass smtp.mailfrom=${BOUNCE} smtp.helo=${SES}`,
      `Received: from ${SES} (${SES} [192.0.2.25]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384) by phl-mx-01.messagingengine.com (Postfix) with ESMTPS for <you@fastmail.com>; Tue, 1 Dec 2026 05:00:00 -0500 (EST)`,
    ],
    hop: HOP,
    verdict: { server: 'phl-mx-01.messagingengine.com', ...ALL, mailFrom: BOUNCE },
  },
  {
    name: 'Proton',
    source:
      'proton.me/support/email-headers: one field a method, SPF without a Return-Path of its own',
    head: [
      `Return-Path: <${BOUNCE}>`,
      'Authentication-Results: mail.protonmail.ch; dkim=pass (Good 2048 bit rsa-sha256 signature) header.d=acme.example header.a=rsa-sha256',
      'Authentication-Results: mail.protonmail.ch; spf=pass smtp.mailfrom=mail.acme.example',
      'Authentication-Results: mail.protonmail.ch; arc=none smtp.remote-ip=192.0.2.25',
      'Authentication-Results: mail.protonmail.ch; dmarc=pass (p=none dis=none) header.from=acme.example',
      `Received: from ${SES} (${SES} [192.0.2.25]) (using TLSv1.3) by mailin001.protonmail.ch (Postfix) with ESMTPS id x for <you@proton.me>; Tue, 1 Dec 2026 10:00:00 +0000 (UTC)`,
    ],
    hop: HOP,
    verdict: { server: 'mail.protonmail.ch', ...ALL, mailFrom: 'mail.acme.example' },
  },
  {
    name: 'Zoho',
    source: 'zoho.com/mail/help, "Show original"',
    head: [
      'Delivered-To: you@zoho.com',
      `Authentication-Results: mx.zohomail.com; dkim=pass; dkim=pass; spf=pass (zohomail.com: domain of mail.acme.example designates 192.0.2.25 as permitted sender) smtp.mailfrom=${BOUNCE}; dmarc=pass(p=none dis=none) header.from=acme.example`,
      `Return-Path: <${BOUNCE}>`,
      `Received: from ${SES} (${SES} [192.0.2.25]) by mx.zohomail.com with SMTPS id 1; Tue, 1 Dec 2026 02:00:00 -0800 (PST)`,
    ],
    hop: HOP,
    verdict: { server: 'mx.zohomail.com', ...ALL, mailFrom: BOUNCE },
  },
  ...[
    ['GMX', 'gmx.net', 'mx-ha.gmx.net'],
    ['WEB.DE', 'web.de', 'mx-ha.web.de'],
  ].map(([name = '', id = '', mx = '']) => ({
    name,
    source: 'heads of whole messages: addresses in brackets on both sides',
    head: [
      `Return-Path: <${BOUNCE}>`,
      `Authentication-Results: ${id}; dkim=pass header.i=@acme.example`,
      `Received: from ${SES} ([192.0.2.25]) by ${mx} (mxgmx001 [212.227.15.9]) with ESMTPS (Nemesis) id 1 for <you@${id}>; Tue, 01 Dec 2026 11:00:00 +0100`,
      `Authentication-Results: ${id}; dmarc=pass header.from=acme.example`,
      `Authentication-Results: ${id}; spf=pass smtp.mailfrom=${BOUNCE}`,
    ],
    hop: HOP,
    verdict: { server: id, ...ALL, mailFrom: BOUNCE },
  })),
  {
    name: 'Postfix with OpenDKIM, OpenDMARC and policyd-spf (Debian), Dovecot LMTP',
    source: 'the programs: each milter writes a field of its own',
    head: [
      `Return-Path: <${BOUNCE}>`,
      'Received: from mx.inbox.example by mx.inbox.example with LMTP id x for <you@inbox.example>; Tue, 01 Dec 2026 10:00:01 +0000',
      'Authentication-Results: mx.inbox.example; dmarc=pass (p=none dis=none) header.from=acme.example',
      `Authentication-Results: mx.inbox.example; spf=pass (mailfrom) smtp.mailfrom=mail.acme.example (client-ip=192.0.2.25; helo=${SES}; envelope-from=${BOUNCE}; receiver=<UNKNOWN>)`,
      'Authentication-Results: mx.inbox.example; dkim=pass (2048-bit key; unprotected) header.d=acme.example header.i=@acme.example header.a=rsa-sha256 header.s=tok1 header.b=x; dkim-atps=neutral',
      `Received: from ${SES} (${SES} [192.0.2.25]) by mx.inbox.example (Postfix) with ESMTPS id x for <you@inbox.example>; Tue,  1 Dec 2026 10:00:00 +0000 (UTC)`,
    ],
    hop: HOP,
    verdict: { server: 'mx.inbox.example', ...ALL, mailFrom: 'mail.acme.example' },
  },
  {
    name: 'Exim without reverse DNS',
    source: 'Exim specification, 49 "Received: header lines"; src/receive.c',
    head: [
      `Return-path: <${BOUNCE}>`,
      `Received: from [192.0.2.25] (port=41034 helo=${SES}) by mx.inbox.example with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.96) (envelope-from <${BOUNCE}>) id x for you@inbox.example; Tue, 01 Dec 2026 10:00:00 +0000`,
      'Received-SPF: pass client-ip=192.0.2.25',
    ],
    hop: HOP,
    verdict: null,
  },
  {
    name: 'Exim with a name that verified',
    source: 'Exim specification, 49 "Received: header lines"',
    head: [
      `Received: from ${SES} ([192.0.2.25]:41034) by mx.inbox.example with esmtps (Exim 4.96) id x; Tue, 01 Dec 2026 10:00:00 +0000`,
      `Authentication-Results: mx.inbox.example; spf=pass smtp.mailfrom=mail.acme.example; dkim=pass header.d=acme.example header.s=tok1 header.a=rsa-sha256; dmarc=pass header.from=acme.example`,
    ],
    hop: HOP,
    verdict: { server: 'mx.inbox.example', ...ALL },
  },
  {
    name: 'NetEase and QQ',
    source: 'heads of whole messages: no Return-Path is kept',
    head: [
      `Received: from ${SES} (unknown [192.0.2.25]) by gzga-mx-mtada-g0-1 (Coremail) with SMTP id x; Tue, 01 Dec 2026 18:00:00 +0800 (CST)`,
    ],
    hop: HOP,
    verdict: null,
  },
  {
    name: 'a receiver that writes no address',
    source: 'RFC 5321, 4.4: TCP-info is not in every field',
    head: [
      `Received: from ${SES} by mx.inbox.example with ESMTP id x; Tue, 1 Dec 2026 10:00:00 +0000`,
    ],
    hop: null,
    verdict: null,
  },
];
