#!/usr/bin/env bash
# An S3 server for tests: Ceph's radosgw over one monitor and one OSD that keeps everything in memory. Loopback only.
#
#   radosgw.sh <new folder> [S3 port] [monitor port]
#
# Prints "ready" when it answers, and runs until its standard input closes or it is told to stop; then its processes and the folder go.
# Two users, each with its own buckets, key id = name: warehouse / warehouse-secret and stranger / stranger-secret.
set -euo pipefail
folder=${1:?a folder that does not exist yet}
s3_port=${2:-7480}
mon_port=${3:-3300}
mkdir "$folder"
folder=$(cd "$folder" && pwd)
mkdir "$folder"/{mon,osd,run}
exec 3>&1 >"$folder/setup.log" 2>&1

daemons=()
stop() {
  trap - EXIT
  # Nothing here is worth an orderly goodbye.
  [ ${#daemons[@]} = 0 ] || kill -KILL "${daemons[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  if [ "$1" != 0 ]; then
    tail -n 20 "$folder"/*.log >&3 2>&1 || true
  fi
  rm -rf "$folder"
  exit "$1"
}
trap 'stop $?' EXIT
trap 'stop 0' INT TERM HUP

# daemon <name> <command>...: in the foreground of a job of ours, and dead when this shell is, even by SIGKILL.
daemon() {
  local name=$1
  shift
  setpriv --pdeathsig KILL "$@" </dev/null >"$folder/$name.log" 2>&1 3>&- &
  daemons+=($!)
}

fsid=$(cat /proc/sys/kernel/random/uuid)
cat >"$folder/ceph.conf" <<CONF
[global]
fsid = $fsid
mon host = v2:127.0.0.1:$mon_port
mon initial members = a
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = $folder/keyring
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 1000
osd crush chooseleaf type = 0
# The default gathers map changes for a second, and a start is a long row of them.
paxos propose interval = 0.02
paxos min wait = 0.01
public addr = 127.0.0.1
cluster addr = 127.0.0.1
run dir = $folder/run
admin socket = $folder/run/\$name.asok
pid file = $folder/run/\$name.pid
log file =
mon cluster log file =
log to stderr = true
err to stderr = true
mon data = $folder/mon
osd data = $folder/osd
osd objectstore = memstore
memstore device bytes = 1073741824
[client.rgw.a]
rgw frontends = beast endpoint=127.0.0.1:$s3_port
rgw dns name = 127.0.0.1
rgw enable usage log = false
CONF
export CEPH_CONF=$folder/ceph.conf
cd "$folder"

ceph-authtool --create-keyring keyring --gen-key -n mon. --cap mon 'allow *'
ceph-authtool keyring --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
ceph-authtool keyring --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *' --cap mgr 'allow profile osd'
ceph-authtool keyring --gen-key -n client.rgw.a --cap mon 'allow rw' --cap osd 'allow rwx' --cap mgr 'allow rw'
monmaptool --create --fsid "$fsid" --addv a "[v2:127.0.0.1:$mon_port]" monmap
ceph-mon -i a --mkfs --monmap monmap --keyring keyring
daemon mon ceph-mon -i a -f
osd=$(cat /proc/sys/kernel/random/uuid)
timeout 20 ceph osd new "$osd" 0
ceph-osd -i 0 --mkfs --osd-uuid "$osd"
daemon osd ceph-osd -i 0 -f
daemon rgw radosgw -n client.rgw.a -f

for user in warehouse stranger; do
  timeout 60 radosgw-admin user create --uid=$user --display-name=$user --access-key=$user --secret-key=$user-secret
done
until (exec 4<>"/dev/tcp/127.0.0.1/$s3_port") 2>/dev/null; do
  for pid in "${daemons[@]}"; do
    kill -0 "$pid"
  done
  sleep 0.1
done

echo ready >&3
cat >/dev/null
