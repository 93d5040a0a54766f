const STORAGE_KEY = 'dondoc.reloadedBuilds';

/**
 * A page that stays open during an upgrade asks for files of its old build, which the server no longer has: reload it at
 * its address. Each build reloads once, so that servers of two builds do not send a page back and forth.
 */
export function reloadAfterUpgrade(): void {
  window.addEventListener('vite:preloadError', () => {
    void isReplaced().then((replaced) => {
      if (replaced && firstReload()) window.location.reload();
    });
  });
}

/** Whether the server has another build. If a file is missing because the server is down, a reload would not help. */
async function isReplaced(): Promise<boolean> {
  try {
    const answer = await fetch('/', { headers: { Accept: 'text/html' }, cache: 'no-store' });
    return answer.ok && !(await answer.text()).includes(build());
  } catch {
    return false;
  }
}

function firstReload(): boolean {
  const builds = (sessionStorage.getItem(STORAGE_KEY) ?? '').split(' ');
  if (builds.includes(build())) return false;
  sessionStorage.setItem(STORAGE_KEY, [...builds, build()].join(' ').trim());
  return true;
}

/** The path of the first script, which is named after its content. */
function build(): string {
  return new URL(import.meta.url).pathname;
}
