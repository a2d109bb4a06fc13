"""Slurm's words for why a job waits, as sentences for people (squeue(1))."""

import re

REASONS = {
    "None": "The cluster has not decided yet.",
    "Resources": "The cluster is busy: it waits for free cores or memory.",
    "Priority": "Jobs of a higher priority wait before it on the cluster.",
    "BeginTime": "The cluster starts it in a moment.",
    "Dependency": "It waits for another job of the cluster.",
    "DependencyNeverSatisfied": "It waits for a job of the cluster that failed.",
    "JobHeldUser": "It is held on the cluster.",
    "JobHeldAdmin": "An administrator of the cluster holds it.",
    "Licenses": "It waits for a licence.",
    "ReqNodeNotAvail": "The nodes that it needs are down or reserved.",
    "NodeDown": "The node that it needs is down.",
    "PartitionConfig": "No node of the partition can run it as it asks.",
    "PartitionDown": "The partition of the cluster is down.",
    "PartitionInactive": "The partition of the cluster starts no jobs now.",
    "PartitionNodeLimit": "It asks for more nodes than the partition has.",
    "PartitionTimeLimit": "It asks for more time than the partition allows.",
    "Reservation": "It waits for a reservation of the cluster.",
    "ReservationDeleted": "The reservation that it waits for is gone.",
    "BadConstraints": "No node of the cluster has what it asks for.",
    "FrontEndDown": "The front end of the cluster is down.",
    "InvalidAccount": "The cluster does not know the account.",
    "InvalidQOS": "The cluster does not know the quality of service.",
    "Prolog": "The node is being prepared.",
    "Cleaning": "The node is being cleaned up.",
    "JobLaunchFailure": "The cluster could not start it.",
    "JobHoldMaxRequeue": "The cluster has started it too often.",
    "AccountNotAllowed": "The account may not use the partition.",
    "QOSNotAllowed": "The quality of service may not use the partition.",
    "SystemFailure": "The cluster has a failure.",
    "BurstBufferResources": "It waits for fast storage of the cluster.",
    "BurstBufferStageIn": "Its files are being brought to fast storage.",
    "MaxMemPerLimit": "It asks for more memory than the cluster allows.",
    "AssociationJobLimit": "The account has as many jobs as it may have.",
    "AssocMaxJobsLimit": "The account has as many jobs as it may have.",
    "JobArrayTaskLimit": "As many of the array run as may at once.",
    "ReqNodeNotAvail,MayBeReservedForOtherJob": "The nodes are reserved for others.",
    "NodesOccupied": "The nodes that it needs are taken.",
}
PREFIXES = (
    (re.compile(r"ReqNodeNotAvail|Nodes_required_for_job"), "ReqNodeNotAvail"),
    (re.compile(r"launch_failed_requeued_held|launch failed"), "JobLaunchFailure"),
)
LIMIT = re.compile(r"(Max|Grp)\w*(Limit|PerUser|PerAccount|PerJob)|(QOS|Assoc)\w+")


def sentence(reason: str) -> str:
    """Of a word that is not known, the word itself."""
    word = reason.strip("()").strip()
    if word in REASONS:
        return REASONS[word]
    for pattern, known in PREFIXES:
        if pattern.match(word):
            return REASONS[known]
    if LIMIT.match(word):
        return f"A limit of the cluster is reached ({word[:60]})."
    return f"The cluster says: {word[:80]}." if word else ""
