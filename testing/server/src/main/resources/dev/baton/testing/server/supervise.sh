# Runs a server for a JVM and outlives neither: supervise DATA COMMAND...
#
# Prints the server's process id, and when it is gone "exit STATUS". Standard input is the JVM's end
# of a pipe: when it closes, by a call or because the JVM died, the server is killed and DATA is
# deleted. A server that is gone keeps DATA for a restart if the word "keep" comes first.

trap '' PIPE INT HUP QUIT # Ctrl-C is for the JVM to act on; a dead JVM reads no more
exec 3<&0 </dev/null

data=$1
shift
"$@" >>"$data/redis.log" 2>&1 3<&- &
server=$!

(
  read -r word <&3
  kill -KILL "$server"
) >/dev/null 2>&1 &
guard=$!

echo "$server"
wait "$server"
status=$?
kill "$guard" # before anything else: the number may soon be another process's
echo "exit $status"

read -r word <&3
[ "$word" = keep ] || rm -rf "$data"
