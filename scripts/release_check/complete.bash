# Completes the beginning of a flag as readline would, and prints what is offered. $1 is the file with the completion; without
# it, the package bash-completion has to find it.
if [[ -n $1 ]]; then
  source "$1"
else
  source /usr/share/bash-completion/bash_completion
  _completion_loader stream-tts-bun
fi
COMP_WORDS=(stream-tts-bun --voi) COMP_CWORD=1 COMP_LINE='stream-tts-bun --voi' COMP_POINT=20
read -ra registered <<<"$(complete -p stream-tts-bun)"
"${registered[2]}" stream-tts-bun --voi stream-tts-bun
printf '%s\n' "${COMPREPLY[@]}"
