/** What a recogniser by words cannot know of an application: names that it reads and that a file may leave out. */
export interface Application {
  readonly name: string;
  /** Where it documents its settings; the names here were written from knowledge of the application. */
  readonly docs: string;
  /** A name that only this application has, in the lines `NAME=value` of the file. */
  readonly sign: RegExp;
  readonly names: Readonly<
    Partial<Record<'host' | 'port' | 'username' | 'password' | 'mailer', string>>
  >;
  /** How its mailer is named that sends over SMTP. */
  readonly smtpMailer?: string;
  /** A bare TLS switch: `implicit` is TLS from the first byte, `any` is TLS of either kind. */
  readonly tls?: 'implicit' | 'any';
}

const APPLICATIONS: readonly Application[] = [
  {
    name: 'Laravel',
    docs: 'https://laravel.com/docs/mail',
    sign: /^MAIL_(?:MAILER|DRIVER)=/m,
    names: {
      mailer: 'MAIL_MAILER',
      host: 'MAIL_HOST',
      port: 'MAIL_PORT',
      username: 'MAIL_USERNAME',
      password: 'MAIL_PASSWORD',
    },
    smtpMailer: 'smtp',
  },
  {
    name: 'Ghost',
    docs: 'https://docs.ghost.org/config#mail',
    sign: /^mail__(?:transport|options__)/m,
    names: {
      mailer: 'mail__transport',
      host: 'mail__options__host',
      port: 'mail__options__port',
      username: 'mail__options__auth__user',
      password: 'mail__options__auth__pass',
    },
    smtpMailer: 'SMTP',
  },
  {
    name: 'Directus',
    docs: 'https://directus.io/docs/configuration/email',
    sign: /^EMAIL_TRANSPORT=/m,
    names: {
      mailer: 'EMAIL_TRANSPORT',
      host: 'EMAIL_SMTP_HOST',
      port: 'EMAIL_SMTP_PORT',
      username: 'EMAIL_SMTP_USER',
      password: 'EMAIL_SMTP_PASSWORD',
    },
    smtpMailer: 'smtp',
  },
  {
    name: 'Twenty',
    docs: 'https://docs.twenty.com/developers/self-host/capabilities/setup',
    sign: /^EMAIL_DRIVER=/m,
    names: {
      mailer: 'EMAIL_DRIVER',
      host: 'EMAIL_SMTP_HOST',
      port: 'EMAIL_SMTP_PORT',
      username: 'EMAIL_SMTP_USER',
      password: 'EMAIL_SMTP_PASSWORD',
    },
    smtpMailer: 'smtp',
  },
  {
    name: 'Documenso',
    docs: 'https://docs.documenso.com/developers/self-hosting/how-to',
    sign: /^NEXT_PRIVATE_SMTP_TRANSPORT=/m,
    names: {
      mailer: 'NEXT_PRIVATE_SMTP_TRANSPORT',
      host: 'NEXT_PRIVATE_SMTP_HOST',
      port: 'NEXT_PRIVATE_SMTP_PORT',
      username: 'NEXT_PRIVATE_SMTP_USERNAME',
      password: 'NEXT_PRIVATE_SMTP_PASSWORD',
    },
    smtpMailer: 'smtp-auth',
  },
  {
    name: 'n8n',
    docs: 'https://docs.n8n.io/hosting/configuration/environment-variables/user-management-smtp-2fa/',
    sign: /^N8N_EMAIL_MODE=/m,
    names: {
      mailer: 'N8N_EMAIL_MODE',
      host: 'N8N_SMTP_HOST',
      port: 'N8N_SMTP_PORT',
      username: 'N8N_SMTP_USER',
      password: 'N8N_SMTP_PASS',
    },
    smtpMailer: 'smtp',
  },
  {
    name: 'Django',
    docs: 'https://docs.djangoproject.com/en/stable/topics/email/',
    sign: /^(?:(?:\w+_)?EMAIL_BACKEND|DJANGO_\w+|DEFAULT_FROM_EMAIL|SERVER_EMAIL)=/m,
    names: { mailer: 'EMAIL_BACKEND' },
    smtpMailer: 'django.core.mail.backends.smtp.EmailBackend',
  },
  {
    name: 'Mastodon',
    docs: 'https://docs.joinmastodon.org/admin/config/#smtp',
    sign: /^LOCAL_DOMAIN=[\s\S]*^SMTP_LOGIN=|^SMTP_LOGIN=[\s\S]*^LOCAL_DOMAIN=/m,
    names: {
      host: 'SMTP_SERVER',
      port: 'SMTP_PORT',
      username: 'SMTP_LOGIN',
      password: 'SMTP_PASSWORD',
    },
    tls: 'implicit',
  },
  {
    name: 'PeerTube',
    docs: 'https://docs.joinpeertube.org/install/docker',
    sign: /^PEERTUBE_SMTP_/m,
    names: {
      host: 'PEERTUBE_SMTP_HOSTNAME',
      port: 'PEERTUBE_SMTP_PORT',
      username: 'PEERTUBE_SMTP_USERNAME',
      password: 'PEERTUBE_SMTP_PASSWORD',
    },
    tls: 'implicit',
  },
  {
    name: 'Zitadel',
    docs: 'https://zitadel.com/docs/self-hosting/manage/configure',
    sign: /^ZITADEL_DEFAULTINSTANCE_SMTPCONFIGURATION_/m,
    names: {},
    tls: 'any',
  },
];

/** The application whose file this is, by names of its own. */
export function applicationOf(
  assignments: readonly { readonly name: string; readonly value: string }[],
): Application | null {
  const text = assignments.map(({ name, value }) => `${name}=${value}`).join('\n');
  return APPLICATIONS.find(({ sign }) => sign.test(text)) ?? null;
}
