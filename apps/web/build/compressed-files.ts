import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const COMPRESSED = /\.(js|css|wasm|svg)$/
/** The best of gzip is cheap; of Brotli the last steps take seconds for half a percent. */
const GZIP_LEVEL = 9
const BROTLI_QUALITY = 9

/** Lays a compressed form beside every file the server sends compressed, so that it never compresses while somebody waits. */
export function compressedFiles(): Plugin {
  let folder = ''
  return {
    name: 'compressed-files',
    apply: 'build',
    configResolved(config) {
      folder = path.resolve(config.root, config.build.outDir)
    },
    async closeBundle() {
      const names = (await readdir(folder, { recursive: true })).filter((name) => COMPRESSED.test(name))
      await Promise.all(names.map((name) => compress(path.join(folder, name))))
    },
  }
}

async function compress(file: string): Promise<void> {
  const bytes = await readFile(file)
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  const [zipped, pressed] = await Promise.all([promisify(gzip)(bytes, { level: GZIP_LEVEL }), promisify(brotliCompress)(bytes, { params })])
  await Promise.all([writeFile(`${file}.gz`, zipped), writeFile(`${file}.br`, pressed)])
}
