import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const gateway = process.env.DONDOC_GATEWAY ?? 'http://127.0.0.1:8300';
const proxied = { target: gateway, changeOrigin: true, headers: { origin: gateway } };

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  // The gateway puts a fresh nonce in the place of this word in every answer; in development nobody does.
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: '../../build/portal',
    emptyOutDir: true,
    // A test adds up what the first view of each screen loads.
    manifest: true,
    target: 'es2022',
    // Emblems and icons stay files: `data:` would have to be allowed for them.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Left to itself it makes a file of every module that two screens share: a hundred requests for a first view.
          groups: [
            { name: 'libraries', tags: ['$initial'], test: /node_modules/, priority: 1 },
            { name: 'icons', test: /@tabler/ },
          ],
        },
      },
    },
  },
  // `npm test`: what computes. What is seen and pressed is tested in a browser (tests/portal).
  test: { include: ['src/**/*.test.ts'] },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(
      ['/v1', '/auth', '/docs', '/openapi.json', '/portal'].map((path) => [path, proxied]),
    ),
  },
});
