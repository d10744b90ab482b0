import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const api = process.env.AOB_DEV_API ?? 'http://127.0.0.1:7420'

/** The page: sources in apps/web, built into dist/web; the dev server hands the API to a running product. */
export default defineConfig({
  root: 'apps/web',
  plugins: [react(), tailwindcss()],
  worker: { format: 'es' },
  build: { outDir: '../../dist/web', emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/trpc': { target: api, ws: true },
      '/api': { target: api },
    },
  },
  preview: { host: '127.0.0.1' },
})
