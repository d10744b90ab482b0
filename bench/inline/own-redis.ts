interface Launcher {
  startRedis(options: { dataDir: string; say(line: string): void }): Promise<{ kind: string; url: string; reason?: string; child: { stop(): Promise<void> } }>
}

/** A Redis of its own, as `npm start` would have one. */
export async function openRedis(dataDir: string): Promise<{ url: string; stop(): Promise<void> }> {
  // The launcher is plain JavaScript.
  const { startRedis } = (await import(new URL('../../scripts/launch/redis.mjs', import.meta.url).href)) as Launcher
  const redis = await startRedis({ dataDir, say: (line) => console.error(line) })
  if (redis.kind !== 'private') throw new Error(`The bench needs a Redis: ${redis.reason}.`)
  return { url: redis.url, stop: () => redis.child.stop() }
}
