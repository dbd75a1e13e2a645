// Exchanges the token for a cookie that scripts cannot read.
const form = document.getElementById('login');
const problem = document.getElementById('problem');

form.addEventListener('submit', async event => {
  event.preventDefault();
  problem.textContent = '';
  try {
    const reply = await fetch('/api/login', {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({token: form.elements.token.value}),
    });
    if (reply.ok) {
      location.assign('/');
    } else {
      problem.textContent = (await reply.json()).error;
    }
  } catch {
    problem.textContent = 'The console does not answer.';
  }
});
