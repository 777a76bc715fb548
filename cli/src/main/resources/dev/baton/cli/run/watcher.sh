# Ends the command of `baton run` when baton was killed and so cannot. POSIX sh.
#
# $1  seconds between TERM and KILL
#
# Says that it runs by one line on standard output. Standard input is a pipe from baton, whose end
# means that baton is gone. Lines:
#   mark TOKEN     a command is about to start, with BATON_TOKEN=TOKEN in its environment
#   command PID    it has this number
#   done           it has ended, or never began: nothing is to be done any more

trap '' HUP INT QUIT TERM USR1 USR2 TSTP
echo ready
exec >/dev/null # else whoever waits for the end of our output would wait for us
export LC_ALL=C
cd /

grace=$1
mark=
pid=
born=
linux=
[ ! -r /proc/self/environ ] || linux=yes

# When a process began, which tells it from a later one of the same number; nothing if it has ended.
birth() {
  if [ "$linux" ]; then
    read -r line <"/proc/$1/stat" || return 0
    set -- ${line##*") "} # state, parent, ...: proc(5)
    [ "$1" = Z ] || echo "${20}"
  else
    ps -o lstart= -p "$1"
  fi
}

# Each process's number and its parent's.
table() {
  if [ "$linux" ]; then
    for stat in /proc/[0-9]*/stat; do
      read -r line <"$stat" || continue
      set -- ${line%% *} ${line##*") "}
      [ "$2" = Z ] || echo "$1 $3"
    done
  else
    ps -A -o pid= -o ppid=
  fi
}

# Sets $all to those who have the mark, the command itself if it is still the same, and all that
# descends from any of them.
find_all() {
  all=
  if [ "$linux" ] && [ "$mark" ]; then
    for environ in $(grep -l -e "BATON_TOKEN=$mark" -e "BATON_OUTER=[A-Za-z0-9@:/.#*~_ -]*$mark" \
      /proc/[0-9]*/environ); do
      environ=${environ#/proc/}
      all="$all ${environ%/environ}"
    done
  fi
  if [ "$born" ] && [ "$(birth "$pid")" = "$born" ]; then
    all="$all $pid"
  fi
  [ "$all" ] || return 0
  processes=$(table)
  before=
  until [ "$all" = "$before" ]; do
    before=$all
    set -- $processes
    while [ $# -ge 2 ]; do
      case " $all " in
        *" $1 "*) ;;
        *" $2 "*) all="$all $1" ;;
      esac
      shift 2
    done
  done
}

while read -r word value; do
  case $word in
    mark)
      case $value in # a star, of one who shares the lock, means itself in what grep looks for
        *"*"*) mark="${value%%"*"*}[*]${value#*"*"}" ;;
        *) mark=$value ;;
      esac
      ;;
    command) pid=$value born=$(birth "$value") ;;
    done) exit 0 ;;
  esac
done

told=
sleep "$grace" &
while kill -0 $!; do
  find_all
  [ "$all" ] || exit 0
  for each in $all; do
    case " $told " in
      *" $each "*) ;;
      *) kill -s TERM "$each" && told="$told $each" ;;
    esac
  done
  sleep 0.1 || sleep 1
done

# Those that are killed may just have started others.
rounds=0
while [ $rounds -lt 50 ]; do
  find_all
  [ "$all" ] || exit 0
  kill -s KILL $all
  rounds=$((rounds + 1))
  sleep 0.1 || sleep 1
done
