# The image of roles that compute on CUDA: PyTorch's own, whose libtorch DJL uses, and the packed runtime.
#   infra/runtime/build
#   docker build --file infra/images/gpu.Dockerfile --tag ddpo-streams-gpu:0.1.0 infra/runtime/target
FROM pytorch/pytorch:2.7.1-cuda12.8-cudnn9-runtime
ADD ddpo-runtime.tar.xz /opt/
# a run names its base model by folder, which is the same in both images
RUN ln -s /opt/ddpo-runtime /opt/ddpo
ENV DJL_CACHE_DIR=/tmp/djl
USER 10001:10001
WORKDIR /tmp
ENTRYPOINT ["/opt/ddpo-runtime/ddpo"]
