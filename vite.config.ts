import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { chunkGroups, fetchedAlong } from './apps/web/build/chunk-groups.ts'
import { compileHints } from './apps/web/build/compile-hints.ts'
import { compressedFiles } from './apps/web/build/compressed-files.ts'
import { leanLibraries } from './apps/web/build/lean-libraries.ts'
import { leanRpc } from './apps/web/build/lean-rpc.ts'
import { pagesByAddress } from './apps/web/build/pages-by-address.ts'
import { putInPlace } from './apps/web/build/put-in-place.ts'

const api = process.env.AOB_DEV_API ?? 'http://127.0.0.1:7420'

/** The page: sources in apps/web, built into dist/web; the dev server hands the API to a running product. */
export default defineConfig({
  root: 'apps/web',
  plugins: [react(), tailwindcss(), leanLibraries(), leanRpc(), pagesByAddress(), compileHints(), compressedFiles(), putInPlace('web')],
  worker: { format: 'es' },
  build: {
    outDir: '../../dist/web.building',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { resolveDependencies: fetchedAlong },
    rolldownOptions: {
      output: { codeSplitting: { groups: chunkGroups() } },
      treeshake: { moduleSideEffects: [{ test: /node_modules\/@trpc\//, sideEffects: false }] },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/trpc': { target: api, ws: true },
      '/api': { target: api },
    },
  },
  preview: { host: '127.0.0.1' },
})
