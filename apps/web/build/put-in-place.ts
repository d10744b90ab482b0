import { rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Plugin } from 'vite'

/**
 * Puts what was built where it is served from, whole. A server that runs meanwhile keeps what it has read under the names of files with
 * hashes, and browsers do for a year: half a file would be one for as long.
 */
export function putInPlace(name: string): Plugin {
  let built = ''
  return {
    name: 'put-in-place',
    apply: 'build',
    configResolved(config) {
      built = path.resolve(config.root, config.build.outDir)
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        const served = path.join(path.dirname(built), name)
        // Built for somebody to look at.
        if (built === served) return
        const before = `${served}.before`
        await rm(before, { recursive: true, force: true })
        await rename(served, before).catch((error: NodeJS.ErrnoException) => {
          // The first build of all.
          if (error.code !== 'ENOENT') throw error
        })
        await rename(built, served)
        await rm(before, { recursive: true, force: true })
      },
    },
  }
}
