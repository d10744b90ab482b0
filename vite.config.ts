import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressedFiles } from './apps/web/build/compressed-files.ts'
import { leanLibraries } from './apps/web/build/lean-libraries.ts'

const api = process.env.AOB_DEV_API ?? 'http://127.0.0.1:7420'

/** What changes with a library only, and small things most pages have: few files, which also compress better together. */
const groups = [
  { name: 'platform', test: /node_modules\/(react|react-dom|scheduler|@tanstack\/(react-router|router-core|history|store|react-store)|tinykeys|zustand)\// },
  { name: 'icons', test: /node_modules\/lucide-react\//, minShareCount: 3 },
]

/** The page: sources in apps/web, built into dist/web; the dev server hands the API to a running product. */
export default defineConfig({
  root: 'apps/web',
  plugins: [react(), tailwindcss(), leanLibraries(), compressedFiles()],
  worker: { format: 'es' },
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups } }, treeshake: { moduleSideEffects: [{ test: /node_modules\/@trpc\//, sideEffects: false }] } },
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
