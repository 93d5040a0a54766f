const KEPT = 'dondoc.reloadedBuilds';

/**
 * A page that stays open over an upgrade asks for files of its old build, which the server no longer has: it is loaded
 * anew, at its address. Each build does so once, so that servers of two builds do not throw a page to and fro.
 */
export function reloadAfterUpgrade(): void {
  window.addEventListener('vite:preloadError', () => {
    void isReplaced().then((replaced) => {
      if (replaced && notYet()) window.location.reload();
    });
  });
}

/** Whether the server has another build. A file may also be missing because nobody answers: a reload would not help. */
async function isReplaced(): Promise<boolean> {
  try {
    const answer = await fetch('/', { headers: { Accept: 'text/html' }, cache: 'no-store' });
    return answer.ok && !(await answer.text()).includes(build());
  } catch {
    return false;
  }
}

function notYet(): boolean {
  const builds = (sessionStorage.getItem(KEPT) ?? '').split(' ');
  if (builds.includes(build())) return false;
  sessionStorage.setItem(KEPT, [...builds, build()].join(' ').trim());
  return true;
}

/** The path of the first script, whose name is that of its content. */
function build(): string {
  return new URL(import.meta.url).pathname;
}
