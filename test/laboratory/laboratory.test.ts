import { expect, test } from 'vitest';
import { describeInLaboratory, type Laboratory } from './laboratory.ts';

/** Independent programs look at the small internet: what they say is not read by our own code. */
describeInLaboratory('the laboratory', {}, (laboratory) => {
  const dig = async (...args: readonly string[]): Promise<string> =>
    (await laboratory().exec('dig', '+time=1', '+tries=1', ...args)).trim();
  const curl = (...args: readonly string[]): Promise<string> =>
    laboratory().exec('curl', '-sS', '--max-time', '2', '--stderr', '-', ...args);

  test.each([
    ['the root', ['@198.41.0.4', '+norec', 'papercrane.com', 'NS'], 'com.'],
    ['a root server over IPv6', ['@2001:7fe::53', '+norec', 'uk', 'NS'], 'uk.'],
    ['the registry', ['@192.5.6.30', '+norec', 'papercrane.com', 'NS'], 'ns2.namewharf.net.'],
  ])('%s refers to the next level and answers nothing itself', async (_, args, next) => {
    const reply = await dig(...args);
    expect(reply).toMatch(/ANSWER: 0, AUTHORITY: [1-9]/);
    expect(reply).not.toMatch(/flags:[^;]* aa/);
    expect(reply).toContain(next);
  });

  test.each([
    ['the resolver of the system', []],
    ['a public resolver', ['@8.8.8.8']],
    ['DNS over HTTPS', ['@1.1.1.1', '+https']],
    ['a public resolver over IPv6', ['@2606:4700:4700::1111']],
  ])('%s finds the mail host of the domain', async (_, how) => {
    expect(await dig('+short', ...how, 'papercrane.com', 'MX')).toBe('10 mx1.mailquay.net.');
  });

  test('the panel writes to both servers, or to one', async () => {
    const { zone } = laboratory();
    const said = () =>
      Promise.all(['185.10.1.53', '185.10.2.53'].map((at) => dig('+short', `@${at}`, NAME, 'TXT')));
    const NAME = 'note.papercrane.com';
    await zone.add('note TXT "one"');
    expect(await said()).toEqual(['"one"', '"one"']);
    await zone.only(1, []);
    expect(await said()).toEqual(['"one"', '']);
    await zone.remove(/^note /);
    expect(await said()).toEqual(['', '']);
  });

  test('AWS shows a certificate for its names, and the one that a test asks for', async () => {
    const { env, presentCertificate } = laboratory();
    const url = 'https://email.eu-west-1.amazonaws.com/v2/email/account';
    const ask = () => curl('--cacert', String(env.NODE_EXTRA_CA_CERTS), url);
    expect(await ask()).toContain('Missing Authentication Token');
    await presentCertificate('expired');
    expect(await ask()).toContain('expired');
    await presentCertificate('other-name');
    expect(await ask()).toContain('subject');
    await presentCertificate('unknown-authority');
    expect(await ask()).toContain('certificate');
  });

  test.each([
    ['drop', /timed out/i],
    ['reject', /refused|couldn't connect/i],
  ] as const)('a port can be closed by %s', async (verdict, said) => {
    const { breakNetwork } = laboratory();
    await breakNetwork([{ verdict, protocol: 'tcp', ports: [443] }]);
    expect(await curl('https://52.94.1.1/')).toMatch(said);
    await breakNetwork([{ verdict, ports: [53], except: ['10.53.0.2'], family: 4 }]);
    expect(await dig('+short', '@8.8.8.8', 'papercrane.com', 'MX')).toMatch(said);
    expect(await dig('+short', 'papercrane.com', 'MX')).toBe('10 mx1.mailquay.net.');
  });

  test('a family can be dead, and packets can be lost', async () => {
    const { breakNetwork } = laboratory();
    await breakNetwork([{ verdict: 'drop', family: 6 }]);
    expect(await dig('+short', '@2001:7fe::53', 'uk', 'NS')).toMatch(/timed out/);
    await breakNetwork([{ verdict: 'drop', percent: 99 }]);
    expect(await dig('+short', 'papercrane.com', 'MX')).toMatch(/timed out/);
  });

  test('a device can answer for everybody', async () => {
    const { breakNetwork } = laboratory();
    await breakNetwork([], [{ protocol: 'udp', port: 53, to: '10.53.0.2:53' }]);
    const reply = await dig('@198.41.0.4', 'papercrane.com', 'MX');
    expect(reply).toContain('mx1.mailquay.net.');
    expect(reply).not.toMatch(/flags:[^;]* aa/);
  });

  test('other resolvers and hosts are those of the machine', async () => {
    const { setResolvers, setHosts, exec } = laboratory();
    await setHosts('192.0.2.7 inner.papercrane.com');
    expect(await exec('getent', 'ahostsv4', 'inner.papercrane.com')).toContain('192.0.2.7');
    await setResolvers(['10.53.0.99', '10.53.0.2'], 'options timeout:1');
    expect(await exec('cat', '/etc/resolv.conf')).toContain('10.53.0.99');
  });
});

describeInLaboratory('two laboratories side by side', { dns: 'route53' }, (laboratory) => {
  test('have zones of their own; that of Route 53 is in the account', async () => {
    const { domain, exec }: Laboratory = laboratory();
    const servers = (await exec('dig', '+short', '@198.41.0.4', '+trace', domain, 'NS')).trim();
    expect(servers).toContain('ns-1.awsdns-01.com.');
  });
});
