/*
 * The built documentation on loopback.
 */
import { LoopbackServer, pagesIn } from '../shared/loopback-server';

/** All that a page loads comes from here; the site's generator writes scripts and styles into the pages. */
const ALLOWED = [
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
];

export async function serveDocs(folder: string): Promise<LoopbackServer> {
  const server = await LoopbackServer.start();
  server.serve(pagesIn(folder, ALLOWED));
  return server;
}
