type Env = Readonly<Record<string, string | undefined>>;

/** The Region of the AWS profile in use, from the shared config file; null where it names none. */
export async function profileRegion(profile: string | null, env: Env): Promise<string | null> {
  const { loadSharedConfigFiles } = await import('@smithy/core/config');
  const { configFile } = await loadSharedConfigFiles();
  const name = profile ?? env.AWS_PROFILE ?? 'default';
  return configFile[name]?.region ?? null;
}
